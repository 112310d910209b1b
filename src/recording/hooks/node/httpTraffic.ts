import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest, IncomingMessage, request as requestByHttp, type Agent } from 'node:http';
import { request as requestByHttps } from 'node:https';
import type { Duplex } from 'node:stream';
import { isJsonObject } from '../../../base/json';
import { errorCodesIn } from '../../graphBodies';
import { PassingBody } from './passingBody';
import { graphRequestOf, mayBeOfGraph } from '../../graphRequests';
import {
  largestBatch,
  type AnswerListener,
  type Guard,
  type SentRequest,
  type Traffic,
  watchMethod,
} from './recorder';
import type { ClosingAnswer, SendClose } from './seenSessions';

const largestAnswer = 64 * 1024;

/** Watches `http` and `https`, and so every client that is built on them. @returns a function that ends it */
export function watchHttp(traffic: Traffic, guard: Guard): () => void {
  const bodies = new WeakMap<ClientRequest, PassingBody>();
  const onStart = guard((message: unknown) => {
    const sent = sentRequest(message, bodies);
    if (sent !== undefined) {
      traffic.started(sent);
    }
  });
  const onAnswer = guard((message: unknown) => {
    const sent = sentRequest(message, bodies);
    const { response } = isJsonObject(message) ? message : {};
    if (sent !== undefined && response instanceof IncomingMessage) {
      const { statusCode: status = 0, headers } = response;
      const listener = traffic.answered(sent, { status, encoding: headers['content-encoding'] });
      if (listener !== undefined) {
        watchBody(response, listener, guard);
      }
    }
  });
  subscribe('http.client.request.start', onStart);
  subscribe('http.client.response.finish', onAnswer);
  const restore = watchBatches(bodies, guard);
  return () => {
    unsubscribe('http.client.request.start', onStart);
    unsubscribe('http.client.response.finish', onAnswer);
    restore();
  };
}

/** No channel says what a request sends, so the two methods that send it are watched. */
function watchBatches(bodies: WeakMap<ClientRequest, PassingBody>, guard: Guard): () => void {
  const see = guard((request: unknown, [chunk, encoding]: readonly unknown[]) => {
    if (request instanceof ClientRequest && isBatch(request)) {
      const body = bodies.get(request) ?? new PassingBody(largestBatch);
      bodies.set(request, body);
      body.add(chunk, encoding);
    }
  });
  const ends = ['write', 'end'].map((name) => watchMethod(ClientRequest.prototype, name, see));
  return () => {
    ends.forEach((end) => {
      end();
    });
  };
}

function isBatch({ path, method }: ClientRequest): boolean {
  return path.includes('batch') && graphRequestOf(method, path)?.kind === 'batch';
}

/** The request of a message, if its path may be one of ours. */
function sentRequest(
  message: unknown,
  bodies: WeakMap<ClientRequest, PassingBody>,
): SentRequest | undefined {
  const { request } = isJsonObject(message) ? message : {};
  if (!(request instanceof ClientRequest && mayBeOfGraph(request.path))) {
    return undefined;
  }
  const origin = originOf(request);
  if (origin === undefined) {
    return undefined;
  }
  const agent: unknown = Reflect.get(request, 'agent');
  return {
    ...{ method: request.method, origin, target: request.path },
    body: bodies.get(request),
    header: (name) => {
      const value = request.getHeader(name);
      return typeof value === 'string' ? value : undefined;
    },
    send: sendWith(isAgent(agent) ? agent : undefined),
  };
}

/** A request knows its host but not its port, which only the header `Host` says. */
function originOf(request: ClientRequest): URL | undefined {
  const name = request.host.includes(':') ? `[${request.host}]` : request.host;
  const header = request.getHeader('host');
  const host = typeof header === 'string' ? header : name;
  if (!URL.canParse(`${request.protocol}//${host}`)) {
    return undefined;
  }
  const origin = new URL(`${request.protocol}//${host}`);
  return origin.hostname === name.toLowerCase() ? origin : undefined;
}

/** The parser hands every chunk to `push`. To listen for `data` would make the body flow. */
function watchBody(response: IncomingMessage, listener: AnswerListener, guard: Guard): void {
  const see = guard((_: unknown, [chunk]: readonly unknown[]) => {
    if (chunk === null) {
      listener.end();
    } else {
      listener.add(chunk);
    }
  });
  watchMethod(response, 'push', see);
  const end = guard(() => {
    listener.end();
  });
  response.once('close', end);
}

function isAgent(value: unknown): value is Agent {
  return typeof value === 'object' && value !== null && 'addRequest' in value;
}

/** The agent knows the proxy and the certificates of the program. */
function sendWith(agent: Agent | undefined): SendClose {
  return (url, { headers, signal, keepsAlive }) =>
    new Promise<ClosingAnswer>((resolve, reject) => {
      const send = url.startsWith('https:') ? requestByHttps : requestByHttp;
      const options = {
        method: 'POST',
        headers,
        signal,
        ...(agent === undefined ? {} : { agent }),
      };
      const request = send(url, options, (response) => {
        const body = new PassingBody(largestAnswer);
        const { statusCode: status = 0, headers } = response;
        response.on('data', (chunk: unknown) => {
          body.add(chunk);
        });
        response.on('error', reject).on('end', () => {
          const errorCodes = errorCodesIn(body.json(headers['content-encoding']));
          resolve({ status, errorCodes });
        });
      });
      request.on('error', reject);
      if (!keepsAlive && isUnlimited(agent)) {
        request.on('socket', (socket: Duplex) => {
          if ('unref' in socket && typeof socket.unref === 'function') {
            Reflect.apply(socket.unref, socket, []);
          }
        });
      }
      request.end('{}');
    });
}

/** Behind a limit, a request of the program could wait for our socket, which must then keep it alive. */
function isUnlimited(agent: Agent | undefined): boolean {
  return (
    agent === undefined || (agent.maxSockets === Infinity && agent.maxTotalSockets === Infinity)
  );
}
