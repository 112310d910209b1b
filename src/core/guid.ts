/** True for an id as Microsoft Entra gives them to apps and tenants. */
export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** True for what may stand where the name of a tenant does: an id, a domain, or `organizations`. */
export function isTenantName(text: string): boolean {
  return /^[\w.-]{1,128}$/.test(text);
}
