import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock';
import { HttpError, type HttpClient, type HttpResponse } from '../base/http';
import type { Attempt, AttemptFailure, CallContext, Logger } from '../core/ports';
import { baseUrlOf, type GraphSettings } from './clouds';
import { failureOfAnswer, loggableCode } from './graphErrors';
import { parseJson } from './json';

/** How long one attempt may take, in milliseconds. */
export const attemptLimitMs = 30_000;
/** How much of an answer is read, in bytes; Graph's own are a thousand times smaller. */
const longestAnswer = 1_000_000;

export interface GraphParts {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => GraphSettings;
}

/** One request to Graph, and what to make of its answer. */
export interface GraphRequest<T> {
  readonly method: 'GET' | 'POST';
  /** After the version, encoded. */
  readonly path: string;
  /** The path without ids, for the log. */
  readonly route: string;
  readonly sessionId?: string;
  readonly body?: string;
  readonly whenAnswerIsLost: Pick<AttemptFailure, 'code' | 'mayRetry'>;
  /** Reads a success; undefined when the answer is not the one that is documented. */
  readonly read: (status: number, body: unknown) => Attempt<T> | undefined;
}

/** The one door to Graph: puts the headers on, sends once, reads the answer and writes the log line. */
export class GraphClient {
  constructor(private readonly parts: GraphParts) {}

  async send<T>(request: GraphRequest<T>, call: CallContext): Promise<Attempt<T>> {
    const { http, clock, settings } = this.parts;
    const baseUrl = baseUrlOf(call.target, settings());
    if (baseUrl === undefined) {
      return { ok: false, code: 'foreignAddress', mayRetry: false };
    }
    requireMatchingToken(call);
    const startedAt = clock.now();
    const clientRequestId = randomUUID();
    try {
      const answer = await http.send({
        method: request.method,
        url: `${baseUrl}${request.path}`,
        headers: headersOf(request, call, clientRequestId),
        ...(request.body !== undefined && { body: request.body }),
        signal: call.signal,
        timeoutMs: attemptLimitMs,
        maxBodyBytes: longestAnswer,
        newConnection: call.newConnection,
      });
      this.log(request, startedAt, clientRequestId, answer);
      return readAnswer(request, answer, clock.now());
    } catch (error) {
      this.log(request, startedAt, clientRequestId, error);
      return failureOfError(request, error);
    }
  }

  private log(
    { method, route }: GraphRequest<unknown>,
    startedAt: number,
    clientRequestId: string,
    result: unknown,
  ): void {
    const ms = this.parts.clock.now() - startedAt;
    const { logger } = this.parts;
    const line = `${method} ${route} → ${wordsOf(result)}, ${ms} ms, client-request-id ${clientRequestId}`;
    if (result instanceof Error) {
      logger.warn(line);
    } else {
      logger.info(line);
    }
  }
}

/** A sandbox's token never goes to Graph, and no other one to a sandbox: that would be our own mistake. */
function requireMatchingToken({ target, token }: CallContext): void {
  if ((target.cloud === 'sandbox') !== (token.audience === 'sandbox')) {
    throw new Error('The token is not for this target.');
  }
}

function headersOf(
  { method, sessionId }: GraphRequest<unknown>,
  { token }: CallContext,
  clientRequestId: string,
): Record<string, string> {
  return {
    Accept: 'application/json',
    Authorization: `Bearer ${token.value}`,
    'client-request-id': clientRequestId,
    ...(method === 'POST' && { 'Content-Type': 'application/json' }),
    ...(sessionId !== undefined && { 'workbook-session-id': sessionId }),
  };
}

function readAnswer<T>(request: GraphRequest<T>, answer: HttpResponse, now: number): Attempt<T> {
  const body = parseJson(answer.body);
  const { status } = answer;
  return (
    request.read(status, body) ??
    failureOfAnswer({ status, header: (name) => answer.header(name), body }, now)
  );
}

function failureOfError(request: GraphRequest<unknown>, error: unknown): AttemptFailure {
  if (!(error instanceof HttpError)) {
    throw error;
  }
  if (error.kind === 'invalidRequest') {
    return { ok: false, code: 'badRequest', mayRetry: false };
  }
  if (!error.mayHaveBeenSent) {
    return { ok: false, code: 'network', mayRetry: true };
  }
  if (error.kind === 'aborted') {
    return { ok: false, code: 'cancelled', mayRetry: false, isAnswerLost: true };
  }
  if (error.kind === 'tooLarge') {
    return { ok: false, code: 'unexpectedAnswer', mayRetry: false, isAnswerLost: true };
  }
  return { ok: false, ...request.whenAnswerIsLost, isAnswerLost: true };
}

function wordsOf(result: unknown): string {
  if (result instanceof HttpError) {
    return result.message;
  }
  if (!isResponse(result)) {
    return 'error';
  }
  const code = result.status >= 400 ? loggableCode(parseJson(result.body)) : undefined;
  const requestId = result.header('request-id') ?? '';
  const id = /^[\da-f-]{8,64}$/i.test(requestId) ? `, request-id ${requestId}` : '';
  return `${result.status}${code ? ` ${code}` : ''}${id}`;
}

function isResponse(value: unknown): value is HttpResponse {
  return typeof value === 'object' && value !== null && 'status' in value && 'header' in value;
}
