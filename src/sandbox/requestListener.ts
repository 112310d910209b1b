import type { IncomingMessage, RequestListener } from 'node:http';
import { version } from '../../package.json';
import type { AdminApi } from './adminApi';
import type { GraphCalls } from './graphCalls';
import { type SandboxAnswer, writeAnswer } from './httpMessages';
import { sampleSessions } from './workbookFiles';

/** Distinguishes this sandbox from a later one on the same port. */
export interface SandboxIdentity {
  /** Empty before the sandbox listens. */
  readonly endpoint: string;
  readonly instanceId: string;
  readonly processId: number;
}

/** Routes each request to the admin API, the sandbox's info, or the calls for Graph. */
export function requestListener(
  calls: GraphCalls,
  identity: SandboxIdentity,
  adminApi: AdminApi | undefined,
): RequestListener {
  return (incoming, outgoing) => {
    const { url = '' } = incoming;
    if (!isMeantForUs(incoming, identity.endpoint)) {
      writeAnswer(outgoing, { status: 403, headers: { connection: 'close' } });
    } else if (adminApi?.isFor(url)) {
      void adminApi.handle(incoming, outgoing);
    } else if (isForInfo(incoming)) {
      writeAnswer(outgoing, infoAnswer(identity));
    } else {
      void calls.handle(incoming, outgoing);
    }
  };
}

function isForInfo({ method = '', url = '' }: IncomingMessage): boolean {
  return ['GET', 'HEAD'].includes(method) && /^\/([?#]|$)/.test(url);
}

function infoAnswer({ instanceId, processId }: SandboxIdentity): SandboxAnswer {
  const name = 'workbook-sessions-sandbox';
  const body = JSON.stringify({ name, version, instanceId, processId, samples: sampleSessions });
  const length = String(Buffer.byteLength(body));
  const headers = { 'content-type': 'application/json', 'content-length': length };
  return { status: 200, headers, body };
}

/**
 * True when the request was meant for this server. A web page can reach a loopback port in three ways: by
 * its own host name that resolves to it (then `Host` is foreign), by a cross-origin request (then `Origin`
 * is foreign), or by an image, a script or a link (then only `Sec-Fetch-Site` shows it).
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
