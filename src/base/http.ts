import { Agent as HttpAgent, validateHeaderName, validateHeaderValue, type Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { defined } from './defined';
import { onAbort } from './abort';
import type { Disposable } from './disposable';
import { Sending } from './sending';

/** One request; nothing in it is followed, repeated or remembered. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** How long the whole exchange may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How much of the answer is read, in bytes, after decompression. */
  readonly maxBodyBytes: number;
  /** True to open a connection of its own instead of reusing one. */
  readonly newConnection?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  /** The value of a header, by its case-insensitive name. */
  header(name: string): string | undefined;
  /** Every header, by its name in lower case. */
  headers(): Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends requests over http and https. Redirects are never followed: a 3xx is an answer like any other. */
export interface HttpClient {
  /** @throws HttpError when there is no whole answer */
  send(request: HttpRequest): Promise<HttpResponse>;
}

export type HttpErrorKind = 'aborted' | 'timedOut' | 'network' | 'tooLarge' | 'invalidRequest';

/** Why there is no whole answer. Its message holds neither address nor headers. */
export class HttpError extends Error {
  override readonly name = 'HttpError';

  constructor(
    readonly kind: HttpErrorKind,
    /** False only when it is certain that no server has read any of the request. */
    readonly mayHaveBeenSent: boolean,
    /** The system's code, for example `ECONNRESET`. */
    readonly networkCode?: string,
    options?: ErrorOptions,
  ) {
    super(networkCode ? `${kind} (${networkCode})` : kind, options);
  }
}

export interface HttpClientOptions {
  /** An agent per address, for tests against a throw-away certificate. */
  readonly agent?: (url: URL) => Agent | undefined;
}

/** The product's HTTP stack: node-fetch on Node's own http and https, which VS Code patches for proxies. */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const agents = {
    'http:': new HttpAgent({ keepAlive: true }),
    'https:': new HttpsAgent({ keepAlive: true }),
  };
  const agentFor = (url: URL, newConnection: boolean): Agent => {
    const given = options.agent?.(url);
    if (given) {
      return given;
    }
    const isHttps = url.protocol === 'https:';
    if (newConnection) {
      return isHttps ? new HttpsAgent() : new HttpAgent();
    }
    return isHttps ? agents['https:'] : agents['http:'];
  };
  return {
    send: async (request) => {
      const url = checkedUrl(request);
      return send(url, request, agentFor(url, request.newConnection === true));
    },
  };
}

async function send(url: URL, request: HttpRequest, agent: Agent): Promise<HttpResponse> {
  if (request.signal?.aborted) {
    throw new HttpError('aborted', false);
  }
  const limits = new ExchangeLimits(request);
  const sending = new Sending();
  try {
    return await sending.watch(() => exchange(url, request, agent, limits));
  } catch (error) {
    const code = codeOf(error);
    const mayHaveBeenSent = sending.mayHaveBeenSent && !neverConnected.has(code ?? '');
    throw new HttpError(limits.reason ?? 'network', mayHaveBeenSent, code, { cause: error });
  } finally {
    limits.dispose();
  }
}

async function exchange(
  url: URL,
  { method, headers, body, maxBodyBytes }: HttpRequest,
  agent: Agent,
  limits: ExchangeLimits,
): Promise<HttpResponse> {
  // Loaded with the first request: a window that sends nothing does without.
  const { nodeFetch } = await import('./nodeFetch');
  // Given a signal that has aborted, node-fetch destroys the body with an error that nobody can catch.
  limits.signal.throwIfAborted();
  const response = await nodeFetch(url, {
    ...{ method, headers, agent, redirect: 'manual', signal: limits.signal },
    ...defined({ body }),
  });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBodyBytes) {
      limits.end('tooLarge');
      break;
    }
    chunks.push(bytes);
  }
  limits.signal.throwIfAborted();
  return {
    status: response.status,
    header: (name) => response.headers.get(name) ?? undefined,
    headers: () => Object.fromEntries(response.headers),
    body: new TextDecoder().decode(Buffer.concat(chunks)),
  };
}

/** Ends an exchange that takes too long, is no longer wanted or answers too much, and knows which it was. */
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

/** The request's address, when every part of the request can be sent as it is. */
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
    // What Node says of it would quote an address or a header.
  }
  throw new HttpError('invalidRequest', false);
}

/** Codes that Node knows only before a connection has come about. */
const neverConnected: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED']);

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
