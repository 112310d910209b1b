/** Microsoft's hosts with a page for device codes, besides the login hosts. */
const deviceCodeHosts: ReadonlySet<string> = new Set([
  'microsoft.com',
  'www.microsoft.com',
  'login.microsoft.com',
]);

/** True for https on exactly this host, without a port or a user. Tokens and passwords go to no other address. */
export function isOnLoginHost(url: string, loginHost: string): boolean {
  return plainHttpsHost(url) === loginHost;
}

/** True for a page that may be opened to enter a device code. */
export function isDeviceCodePage(url: string, loginHost: string): boolean {
  const host = plainHttpsHost(url);
  return host !== undefined && (host === loginHost || deviceCodeHosts.has(host));
}

function plainHttpsHost(text: string): string | undefined {
  if (!URL.canParse(text)) {
    return undefined;
  }
  const { protocol, host, username, password } = new URL(text);
  return protocol === 'https:' && username + password === '' ? host : undefined;
}
