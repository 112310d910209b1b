import type { IncomingMessage } from 'node:http';

/**
 * True when the request was meant for this server. A web page could reach a loopback port too: by
 * a name of its own that resolves here (then `Host` is foreign) or across origins (then `Origin` is).
 */
export function isMeantForUs({ headersDistinct }: IncomingMessage, endpoint: string): boolean {
  const { protocol, port } = new URL(endpoint);
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((host) => `${host}:${port}`);
  const [host = '', ...moreHosts] = headersDistinct['host'] ?? [];
  const origins = headersDistinct['origin'] ?? [];
  return (
    moreHosts.length === 0 &&
    hosts.includes(host.toLowerCase()) &&
    origins.every((origin) => hosts.some((own) => origin === `${protocol}//${own}`))
  );
}
