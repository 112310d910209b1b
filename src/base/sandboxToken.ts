/** The one token that a sandbox takes: a fake, worth nothing anywhere else. */
export const sandboxToken = 'workbook-sessions-sandbox-token';
