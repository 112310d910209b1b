import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { isJsonObject, parseJson, type JsonObject } from '../../../base/json';
import { errorCodesIn } from '../../graphBodies';
import { PassingBody } from './passingBody';
import { graphRequestOf, mayBeOfGraph } from '../../graphRequests';
import {
  largestBatch,
  type AnswerHead,
  type AnswerListener,
  type Guard,
  type SentRequest,
  type Traffic,
  watchMethod,
} from './recorder';
import type { SendClose } from './seenSessions';

/** Methods of undici's requests, by which it hands on each chunk. The second is of undici 8. */
const receiveMethods = ['onData', 'onResponseData'];

/** Watches `fetch` and the package undici. @returns a function that ends it */
export function watchUndici(traffic: Traffic, guard: Guard): () => void {
  const bodies = new WeakMap<object, PassingBody>();
  const listeners = new WeakMap<object, AnswerListener>();
  const seeChunk = (to: Pick<AnswerListener, 'add'>) =>
    guard((_: unknown, [chunk]: readonly unknown[]) => {
      to.add(chunk);
    });
  const end = (message: unknown) => {
    const { request } = isJsonObject(message) ? message : {};
    if (isJsonObject(request)) {
      listeners.get(request)?.end();
    }
  };
  const subscriptions: Readonly<Record<string, (message: unknown) => void>> = {
    'undici:request:create': (message) => {
      const request = requestIn(message);
      const body = new PassingBody(largestBatch);
      const sent = request && sentRequest(request, body);
      if (request === undefined || sent === undefined) {
        return;
      }
      traffic.started(sent);
      if (graphRequestOf(sent.method, sent.target)?.kind === 'batch') {
        bodies.set(request, body);
        watchMethod(request, 'onBodySent', seeChunk(body));
      }
    },
    'undici:request:headers': (message) => {
      const request = requestIn(message);
      const sent = request && sentRequest(request, bodies.get(request));
      const head = headIn(message);
      // An informational answer comes before the real one.
      if (request === undefined || sent === undefined || head.status < 200) {
        return;
      }
      const listener = traffic.answered(sent, head);
      if (listener !== undefined) {
        listeners.set(request, listener);
        receiveMethods.forEach((name) => watchMethod(request, name, seeChunk(listener)));
      }
    },
    'undici:request:trailers': end,
    'undici:request:error': end,
  };
  const ends = Object.entries(subscriptions).map(([name, action]) => {
    const listener = guard(action);
    subscribe(name, listener);
    return () => {
      unsubscribe(name, listener);
    };
  });
  return () => {
    ends.forEach((unsubscribe) => {
      unsubscribe();
    });
  };
}

/** The request, if it may be one of ours. */
function requestIn(message: unknown): JsonObject | undefined {
  const { request } = isJsonObject(message) ? message : {};
  return isJsonObject(request) && mayBeOfGraph(textOf(request['path'])) ? request : undefined;
}

function headIn(message: unknown): AnswerHead {
  const { response } = isJsonObject(message) ? message : {};
  const { statusCode, headers } = isJsonObject(response) ? response : {};
  return {
    status: typeof statusCode === 'number' ? statusCode : 0,
    encoding: headerIn(headers, 'content-encoding'),
  };
}

function sentRequest(request: JsonObject, body: PassingBody | undefined): SentRequest | undefined {
  const base = String(request['origin']);
  const path = textOf(request['path']);
  if (!URL.canParse(path, base)) {
    return undefined;
  }
  const origin = new URL(path, base);
  return {
    ...{ method: textOf(request['method']), origin, body, send: sendByFetch },
    target: path.startsWith('/') ? path : origin.pathname + origin.search,
    header: (name) => headerIn(request['headers'], name),
  };
}

/** @param headers names and values by turns, an object, or, in undici 5, the lines of the request */
function headerIn(headers: unknown, name: string): string | undefined {
  const list: readonly unknown[] = Array.isArray(headers)
    ? headers
    : typeof headers === 'string'
      ? headersIn(headers)
      : Object.entries(isJsonObject(headers) ? headers : {}).flat();
  const at = list.findIndex(
    (text, index) => index % 2 === 0 && textOf(text).toLowerCase() === name,
  );
  return at < 0 ? undefined : textOf(list[at + 1]);
}

/** The names and values of header lines by turns. */
function headersIn(lines: string): readonly string[] {
  return lines.split('\r\n').flatMap((line) => {
    const end = line.indexOf(':');
    return end < 0 ? [] : [line.slice(0, end), line.slice(end + 1).trim()];
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' || value instanceof Uint8Array ? value.toString() : '';
}

/** As the program found it, before it may have put another one in its place. */
const ownFetch = globalThis.fetch;

/** With the proxy and the certificates of the program, if it set a dispatcher for all requests. */
const sendByFetch: SendClose = async (url, { headers, signal }) => {
  const response = await ownFetch(url, { method: 'POST', headers, signal, body: '{}' });
  return { status: response.status, errorCodes: errorCodesIn(parseJson(await response.text())) };
};
