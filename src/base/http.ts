import { Agent as HttpAgent, validateHeaderName, validateHeaderValue, type Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { defined } from './defined';
import { onAbort } from './abort';
import type { Disposable } from './disposable';
import { Lazy } from './lazy';
import type { nodeFetch } from './nodeFetch';
import { Sending, SendingWatch } from './sending';

/** One request. Redirects aren't followed, and nothing is retried or stored. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** With a `client-request-id` of its own, an error can say that the request was certainly not sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** The time for the request and its whole answer, in milliseconds. */
  readonly timeoutMs: number;
  /** The longest body that is read, in bytes after decompression. */
  readonly maxBodyBytes: number;
  /** True to open a new connection instead of reusing one. */
  readonly newConnection?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  /** The value of a header, by its case-insensitive name. */
  header(name: string): string | undefined;
  /** All headers, by their names in lower case. */
  headers(): Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends requests over http and https. A redirect is returned like any other answer. */
export interface HttpClient {
  /** @throws HttpError unless the whole answer arrives */
  send(request: HttpRequest): Promise<HttpResponse>;
}

export type HttpErrorKind = 'aborted' | 'timedOut' | 'network' | 'tooLarge' | 'invalidRequest';

/** Says why no whole answer arrived. Its message contains no address and no header. */
export class HttpError extends Error {
  override readonly name = 'HttpError';

  constructor(
    readonly kind: HttpErrorKind,
    /** False only when certainly no server has read any of the request. */
    readonly mayHaveBeenSent: boolean,
    /** The system's error code, for example `ECONNRESET`. */
    readonly networkCode?: string,
    options?: ErrorOptions,
  ) {
    super(networkCode ? `${kind} (${networkCode})` : kind, options);
  }
}

export interface HttpClientOptions {
  /** An agent for each address, for tests with their own certificate. */
  readonly agent?: (url: URL) => Agent | undefined;
}

/** Creates the HTTP client: node-fetch on Node's http and https, which VS Code patches for proxies. */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const agents = {
    'http:': new HttpAgent({ keepAlive: true }),
    'https:': new HttpsAgent({ keepAlive: true }),
  };
  const agentFor = (url: URL, newConnection: boolean): Agent => {
    const ownAgent = options.agent?.(url);
    if (ownAgent) {
      return ownAgent;
    }
    const isHttps = url.protocol === 'https:';
    if (newConnection) {
      return isHttps ? new HttpsAgent() : new HttpAgent();
    }
    return isHttps ? agents['https:'] : agents['http:'];
  };
  const transport: Transport = {
    watch: new SendingWatch(),
    fetch: new Lazy(async () => (await import('./nodeFetch')).nodeFetch),
  };
  return {
    send: async (request) => {
      const url = checkedUrl(request);
      return send(url, request, agentFor(url, request.newConnection === true), transport);
    },
  };
}

type Fetch = typeof nodeFetch;

/** What all requests of a client share. */
interface Transport {
  readonly watch: SendingWatch;
  /** Loaded with the first request, because most windows send none. */
  readonly fetch: Lazy<Fetch>;
}

async function send(
  url: URL,
  request: HttpRequest,
  agent: Agent,
  { watch, fetch }: Transport,
): Promise<HttpResponse> {
  if (request.signal?.aborted) {
    throw new HttpError('aborted', false);
  }
  const limits = new ExchangeLimits(request);
  const sending = new Sending();
  try {
    const loaded = await fetch.get();
    const id = request.headers['client-request-id'];
    return await watch.during(id, sending, () => exchange(loaded, url, request, agent, limits));
  } catch (error) {
    const code = codeOf(error);
    const mayHaveBeenSent = sending.mayHaveBeenSent && !neverConnected.has(code ?? '');
    throw new HttpError(limits.reason ?? 'network', mayHaveBeenSent, code, { cause: error });
  } finally {
    limits.dispose();
  }
}

async function exchange(
  fetch: Fetch,
  url: URL,
  { method, headers, body: sent, maxBodyBytes }: HttpRequest,
  agent: Agent,
  limits: ExchangeLimits,
): Promise<HttpResponse> {
  // If the signal has aborted already, node-fetch raises an error that can't be caught.
  limits.signal.throwIfAborted();
  const response = await fetch(url, {
    ...{ method, headers, agent, redirect: 'manual', signal: limits.signal },
    ...defined({ body: sent }),
  });
  // A 204 has no body.
  const body = response.status === 204 ? '' : await bodyOf(response, limits, maxBodyBytes);
  limits.signal.throwIfAborted();
  return {
    status: response.status,
    header: (name) => response.headers.get(name) ?? undefined,
    headers: () => Object.fromEntries(response.headers),
    body,
  };
}

async function bodyOf(
  { body }: Awaited<ReturnType<Fetch>>,
  limits: ExchangeLimits,
  maxBytes: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) {
      limits.end('tooLarge');
      break;
    }
    chunks.push(bytes);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** Ends an exchange that was aborted, takes too long or answers too much, and knows which. */
class ExchangeLimits implements Disposable {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly link: Disposable | undefined;
  private endedBy: 'aborted' | 'timedOut' | 'tooLarge' | undefined;

  constructor({ signal, timeoutMs }: HttpRequest) {
    this.timer = setTimeout(() => {
      this.end('timedOut');
    }, timeoutMs);
    this.link =
      signal &&
      onAbort(signal, () => {
        this.end('aborted');
      });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get reason(): HttpErrorKind | undefined {
    return this.endedBy;
  }

  end(reason: 'aborted' | 'timedOut' | 'tooLarge'): void {
    this.endedBy ??= reason;
    this.controller.abort();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.link?.dispose();
  }
}

/** The request's address. @throws HttpError if a part of the request can't be sent unchanged */
function checkedUrl({ method, url, headers, body }: HttpRequest): URL {
  try {
    Object.entries(headers).forEach(([name, value]) => {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    });
    const parsed = new URL(url);
    const isPlain = /^https?:$/.test(parsed.protocol) && parsed.username + parsed.password === '';
    if (isPlain && (method === 'POST' || body === undefined)) {
      return parsed;
    }
  } catch {
    // Node's message would quote the address or a header.
  }
  throw new HttpError('invalidRequest', false);
}

/** Node's error codes for a connection that was never opened. */
const neverConnected: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED']);

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
