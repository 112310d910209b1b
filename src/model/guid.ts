/** True for a GUID, the form of the ids of apps, tenants and requests. */
export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** True for a tenant in a sign-in address: an id, a domain, or `organizations`. */
export function isTenantName(text: string): boolean {
  return /^[\w.-]{1,128}$/.test(text);
}
