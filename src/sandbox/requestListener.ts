import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { version } from '../../package.json';
import type { JsonObject } from '../base/json';
import type { AdminApi } from './adminApi';
import type { GraphCalls } from './graphCalls';
import { writeAnswer } from './httpMessages';
import type { SandboxAnswer } from './sandboxAnswer';
import type { SandboxIdentity } from './sandboxIdentity';
import { sampleSessions } from './workbookFiles';

/** Routes each request to the admin API, the sandbox's own answers, or the calls for Graph. */
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
      adminApi.handle(incoming, outgoing).catch(() => {
        answerFailure(outgoing);
      });
    } else {
      const own = ownAnswer(incoming, identity);
      if (own) {
        writeAnswer(outgoing, own);
      } else {
        calls.handle(incoming, outgoing).catch(() => {
          answerFailure(outgoing);
        });
      }
    }
  };
}

/** Ends a call that threw, for example in a function of the user. The process goes on. */
function answerFailure(outgoing: ServerResponse): void {
  if (outgoing.headersSent) {
    outgoing.destroy();
  } else {
    writeAnswer(outgoing, { status: 500, headers: { connection: 'close' } });
  }
}

/** The info about the sandbox at `/`, and its health at `/health`. Graph has neither path. */
function ownAnswer(
  { method = '', url = '' }: IncomingMessage,
  { instanceId, processId }: SandboxIdentity,
): SandboxAnswer | undefined {
  const path = url.replace(/[?#].*$/s, '');
  if (!['GET', 'HEAD'].includes(method)) {
    return undefined;
  }
  switch (path) {
    case '/':
      return infoAnswer({ name, version, instanceId, processId, samples: sampleSessions });
    case '/health':
      return infoAnswer({ status: 'ok', name, version });
    default:
      return undefined;
  }
}

const name = 'workbook-sessions-sandbox';

function infoAnswer(info: JsonObject): SandboxAnswer {
  const body = JSON.stringify(info);
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
