/** The only token that a sandbox accepts. It is fake and valid nowhere else. */
export const sandboxToken = 'workbook-sessions-sandbox-token';
