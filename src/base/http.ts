import { Agent as HttpAgent, type Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { AbortError, default as fetch, FetchError, type Response } from 'node-fetch';

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
  return { send: (request) => send(request, options) };
}

async function send(request: HttpRequest, options: HttpClientOptions): Promise<HttpResponse> {
  const { method, url, headers, body, signal, timeoutMs, maxBodyBytes } = request;
  const timeout = AbortSignal.timeout(timeoutMs);
  const ended = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const agent = agentFor(request, options);
  try {
    const response = await fetch(url, {
      ...{ method, headers, redirect: 'manual', signal: ended },
      ...(body !== undefined && { body }),
      ...(agent && { agent }),
    });
    return {
      status: response.status,
      header: (name) => response.headers.get(name) ?? undefined,
      body: await readBody(response, maxBodyBytes),
    };
  } catch (error) {
    throw toHttpError(error, timeout.aborted && signal?.aborted !== true);
  }
}

function agentFor({ url, newConnection }: HttpRequest, options: HttpClientOptions) {
  const given = options.agent?.(new URL(url));
  if (given || !newConnection) {
    return given;
  }
  return url.startsWith('https:') ? new HttpsAgent() : new HttpAgent();
}

async function readBody(response: Response, maxBodyBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBodyBytes) {
      throw new HttpError('tooLarge', true);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function toHttpError(error: unknown, isTimedOut: boolean): HttpError {
  if (error instanceof HttpError) {
    return error;
  }
  const options = { cause: error };
  if (error instanceof AbortError) {
    return new HttpError(isTimedOut ? 'timedOut' : 'aborted', true, undefined, options);
  }
  if (error instanceof TypeError) {
    return new HttpError('invalidRequest', false, undefined, options);
  }
  const code = error instanceof FetchError ? error.code : undefined;
  return new HttpError('network', !isBeforeSending(code), code, options);
}

/** Codes of a connection that never came about: no server has seen the request. */
function isBeforeSending(code: string | undefined): boolean {
  const codes = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'];
  return code !== undefined && (codes.includes(code) || /CERT|SELF_SIGNED|UNABLE_TO/.test(code));
}
