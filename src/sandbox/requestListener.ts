import type { IncomingMessage, RequestListener } from 'node:http';
import { version } from '../../package.json';
import type { AdminApi } from './adminApi';
import type { GraphCalls } from './graphCalls';
import { type GraphAnswer, writeAnswer } from './httpMessages';
import { sampleSessions } from './workbookFiles';

/** Tells this sandbox from a later one on the same port; its endpoint is known once it listens. */
export interface SandboxInstance {
  readonly endpoint: string;
  readonly instanceId: string;
  readonly processId: number;
}

/** Brings each request that is meant for this server to those who answer it. */
export function requestListener(
  calls: GraphCalls,
  instance: SandboxInstance,
  adminApi: AdminApi | undefined,
): RequestListener {
  return (incoming, outgoing) => {
    const { url = '' } = incoming;
    if (!isMeantForUs(incoming, instance.endpoint)) {
      writeAnswer(outgoing, { status: 403, headers: { connection: 'close' } });
    } else if (adminApi?.isFor(url)) {
      void adminApi.handle(incoming, outgoing);
    } else if (asksWhoWeAre(incoming)) {
      writeAnswer(outgoing, introduction(instance));
    } else {
      void calls.handle(incoming, outgoing);
    }
  };
}

function asksWhoWeAre({ method = '', url = '' }: IncomingMessage): boolean {
  return ['GET', 'HEAD'].includes(method) && /^\/([?#]|$)/.test(url);
}

function introduction({ instanceId, processId }: SandboxInstance): GraphAnswer {
  const name = 'workbook-sessions-sandbox';
  const body = JSON.stringify({ name, version, instanceId, processId, samples: sampleSessions });
  const length = String(Buffer.byteLength(body));
  const headers = { 'content-type': 'application/json', 'content-length': length };
  return { status: 200, headers, body };
}

/**
 * True when the request was meant for this server. A web page could reach a loopback port too: by
 * a name of its own that resolves here (then `Host` is foreign), across origins (then `Origin` is), or
 * by an image, a script or a link, of which only `Sec-Fetch-Site` tells.
 */
function isMeantForUs({ headersDistinct }: IncomingMessage, endpoint: string): boolean {
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
