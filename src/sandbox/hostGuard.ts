import type { IncomingMessage } from 'node:http';

/**
 * True when the request was meant for this server. A web page could reach a loopback port too: by
 * a name of its own that resolves here (then `Host` is foreign), across origins (then `Origin` is), or
 * by an image, a script or a link, of which only `Sec-Fetch-Site` tells.
 */
export function isMeantForUs({ headersDistinct }: IncomingMessage, endpoint: string): boolean {
  const { protocol, port } = new URL(endpoint);
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((host) => `${host}:${port}`);
  const [host = '', ...moreHosts] = headersDistinct['host'] ?? [];
  const origins = headersDistinct['origin'] ?? [];
  const sites = headersDistinct['sec-fetch-site'] ?? [];
  return (
    moreHosts.length === 0 &&
    hosts.includes(host.toLowerCase()) &&
    origins.every((origin) => hosts.some((own) => origin === `${protocol}//${own}`)) &&
    sites.every((site) => site === 'none' || site === 'same-origin')
  );
}
