import type { RecordedAction } from './recordingProtocol';

/** A request to a workbook, or a batch of requests. */
export type GraphRequest = WorkbookRequest | BatchRequest;

export interface WorkbookRequest {
  readonly kind: 'workbook';
  readonly action: RecordedAction;
  /** The path up to `/workbook`, without it. */
  readonly path: string;
  /** The query, with its question mark if there is one. */
  readonly query: string;
}

interface BatchRequest {
  readonly kind: 'batch';
  /** `/v1.0` or `/beta`, which the URLs in the batch go without. */
  readonly version: string;
}

const graphHosts: ReadonlySet<string> = new Set([
  'graph.microsoft.com',
  'graph.microsoft.us',
  'dod-graph.microsoft.us',
]);
const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

const longestTarget = 8192;
const batch = /^(\/(?:v1\.0|beta))\/(?:\$|%24)batch$/i;
/** A path in a drive stands between colons and may have a folder `workbook`: `/root:/workbook/a.xlsx:/workbook/…`. */
const workbook =
  /^(\/(?:v1\.0|beta)\/(?:[^:]|:\/[^:]*:)*?)\/workbook\/(?:microsoft\.graph\.)?(\w*)/i;

/** Says quickly that a path can't be one of ours. Every request of the program comes here. */
export function mayBeOfGraph(path: string): boolean {
  return path.includes('/workbook/') || path.includes('batch');
}

/** True for Graph and for a server of this machine, such as the sandbox. */
export function isGraphOrigin({ protocol, hostname }: URL): boolean {
  const isGraph = protocol === 'https:' && graphHosts.has(hostname);
  return isGraph || (/^https?:$/.test(protocol) && loopbackHosts.has(hostname));
}

/** @param target the path with the query */
export function graphRequestOf(method: string, target: string): GraphRequest | undefined {
  if (target.length > longestTarget) {
    return undefined;
  }
  const [path = '', query = ''] = target.split(/(\?.*)/s);
  const version = batch.exec(path)?.[1];
  return method === 'POST' && version !== undefined
    ? { kind: 'batch', version }
    : workbookRequestOf(method, path, query);
}

function workbookRequestOf(
  method: string,
  whole: string,
  query: string,
): WorkbookRequest | undefined {
  const [, path, called = ''] = workbook.exec(whole) ?? [];
  return path === undefined
    ? undefined
    : { kind: 'workbook', action: actionOf(method, called), path, query };
}

/** A createSession that was answered with 202 ends with the request for the session that it made. */
function actionOf(method: string, called: string): RecordedAction {
  switch (`${method} ${called.toLowerCase()}`) {
    case 'POST createsession':
    case 'GET sessioninforesource':
      return 'createSession';
    case 'POST refreshsession':
      return 'refreshSession';
    case 'POST closesession':
      return 'closeSession';
    default:
      return 'other';
  }
}
