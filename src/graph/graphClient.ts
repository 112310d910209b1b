import { randomUUID } from 'node:crypto';
import { defined } from '../base/defined';
import type { Clock } from '../base/clock';
import { HttpError, type HttpClient, type HttpErrorKind, type HttpResponse } from '../base/http';
import { parseJson } from '../base/json';
import { WorkbookSessionError, type ErrorCode } from '../model/errors';
import type { Attempt, AttemptFailure, CallContext, Logger } from '../model/ports';
import type { GraphTarget } from '../model/workbookSession';
import { requestIdOf, withoutReflectedSecrets, type HeaderReader } from './answerHeaders';
import { baseUrlOf, type GraphSettings } from './cloudHosts';
import { failureOfAnswer, loggableCode } from './graphErrors';

/** The longest answer that we read, in bytes. Graph's answers are a thousand times smaller. */
const longestAnswer = 1_000_000;

export interface GraphDeps {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => GraphSettings;
}

/**
 * What a request does if it is carried out twice because its first answer was lost: nothing, the same as
 * once, or another session.
 */
type RequestEffect = 'none' | 'same' | 'another';

/** One request to Graph, and how to read its answer. */
export type GraphRequest<T> = RequestPlace & RequestDetails<T>;

/** Where a request goes: an encoded path after the version, or a link from one of Graph's answers. */
type RequestPlace = { readonly path: string } | { readonly link: string };

interface RequestDetails<T> {
  readonly method: 'GET' | 'POST';
  /** The path without ids, for the log. */
  readonly route: string;
  /** The value of the header `Prefer`. */
  readonly prefer?: string;
  readonly sessionId?: string;
  readonly body?: string;
  readonly effect: RequestEffect;
  /** Reads a success; undefined when the answer is not the documented one. */
  readonly read: (answer: GraphAnswer, now: number) => Attempt<T> | undefined;
}

/** Graph's answer to a request. */
export interface GraphAnswer {
  readonly status: number;
  readonly header: HeaderReader;
  /** The parsed body; undefined when it is not JSON. */
  readonly body: unknown;
  /** Where the request went. */
  readonly url: string;
}

/** Sends every request to Graph: adds the headers, sends once, reads the answer and writes the log line. */
export class GraphClient {
  constructor(private readonly deps: GraphDeps) {}

  /** Makes one attempt. An invalid address or session id is a failure too, and nothing is sent. */
  async attempt<T>(call: CallContext, request: () => GraphRequest<T>): Promise<Attempt<T>> {
    try {
      return await this.send(request(), call);
    } catch (error) {
      if (error instanceof WorkbookSessionError) {
        return { ok: false, code: error.code, mayRetry: false };
      }
      throw error;
    }
  }

  private async send<T>(request: GraphRequest<T>, call: CallContext): Promise<Attempt<T>> {
    const { http, clock, settings } = this.deps;
    const baseUrl = baseUrlOf(call.target, settings());
    if (baseUrl === undefined) {
      return { ok: false, code: 'endpointNotLoopback', mayRetry: false };
    }
    const url = urlOf(request, baseUrl);
    if (url === undefined) {
      return { ok: false, code: 'redirected', mayRetry: false };
    }
    requireMatchingToken(call);
    const startedAt = clock.monotonicNow();
    const clientRequestId = randomUUID();
    const secrets = [call.token.value, request.sessionId];
    const log = (result: unknown) => {
      this.log(request, startedAt, clientRequestId, textOf(result), result);
    };
    try {
      const received = await http.send({
        method: request.method,
        url,
        headers: headersOf(request, call, clientRequestId),
        ...defined({ body: request.body }),
        signal: call.signal,
        timeoutMs: call.timeoutMs,
        maxBodyBytes: longestAnswer,
        // A reused connection can break without an answer, so a create opens its own.
        newConnection: call.newConnection || request.effect === 'another',
      });
      const answer = withoutReflectedSecrets(received, secrets);
      log(answer);
      return readAnswer(request, url, answer, clock.now());
    } catch (error) {
      log(error);
      return failureOfError(request, call, error);
    }
  }

  private log(
    { method, route }: GraphRequest<unknown>,
    startedAt: number,
    clientRequestId: string,
    text: string,
    result: unknown,
  ): void {
    const ms = Math.round(this.deps.clock.monotonicNow() - startedAt);
    const { logger } = this.deps;
    const line = `${method} ${route} → ${text}, ${ms} ms, client-request-id ${clientRequestId}`;
    if (result instanceof Error) {
      logger.warn(line);
    } else {
      logger.info(line);
    }
  }
}

/** A link is followed only if its scheme, host and port are those of every request. */
function urlOf(place: RequestPlace, baseUrl: string): string | undefined {
  if ('path' in place) {
    return `${baseUrl}${place.path}`;
  }
  const link = URL.canParse(place.link) ? new URL(place.link) : undefined;
  const isOwn = link?.origin === new URL(baseUrl).origin && link.username + link.password === '';
  return isOwn ? link.href : undefined;
}

/** A sandbox's token never goes to Graph, and no other token goes to a sandbox. */
function requireMatchingToken({ target, token }: CallContext): void {
  if ((target.cloud === 'sandbox') !== (token.audience === 'sandbox')) {
    throw new Error('The token is not for this target.');
  }
}

function headersOf(
  { method, sessionId, prefer }: GraphRequest<unknown>,
  { token }: CallContext,
  clientRequestId: string,
): Record<string, string> {
  return {
    Accept: 'application/json',
    Authorization: `Bearer ${token.value}`,
    'client-request-id': clientRequestId,
    ...(method === 'POST' && { 'Content-Type': 'application/json' }),
    ...defined({ Prefer: prefer, 'workbook-session-id': sessionId }),
  };
}

function readAnswer<T>(
  request: GraphRequest<T>,
  url: string,
  answer: HttpResponse,
  now: number,
): Attempt<T> {
  const body = parseJson(answer.body);
  const { status } = answer;
  const header = (name: string) => answer.header(name);
  const read = request.read({ status, header, body, url }, now);
  if (read?.ok) {
    return { ...read, ...defined({ requestId: requestIdOf(header) }) };
  }
  if (read) {
    return read;
  }
  return withEffect(failureOfAnswer({ status, header, body }, now), request, status);
}

/** A gateway that answers with these doesn't know whether the request was carried out. */
const lostStatuses: readonly number[] = [408, 502, 504];
/** The codes of such answers. A body may have them with another status. */
const lostCodes: readonly ErrorCode[] = ['badGateway', 'gatewayTimeout'];

/** What a failure means for this request: only some requests use a session or change something. */
function withEffect(
  { isSessionDead, ...failure }: AttemptFailure,
  { effect, sessionId }: GraphRequest<unknown>,
  status: number,
): AttemptFailure {
  if (isSessionDead && sessionId !== undefined) {
    return { ...failure, isSessionDead };
  }
  const isAnswerLost = lostStatuses.includes(status) || lostCodes.includes(failure.code);
  return { ...failure, ...(effect !== 'none' && isAnswerLost && { isAnswerLost }) };
}

function failureOfError(
  { effect }: GraphRequest<unknown>,
  { target }: CallContext,
  error: unknown,
): AttemptFailure {
  if (!(error instanceof HttpError)) {
    throw error;
  }
  const isAnswerLost = error.mayHaveBeenSent && effect !== 'none';
  const meaning =
    finalKinds[error.kind] ??
    (isAnswerLost
      ? { code: 'outcomeUnknown', mayRetry: effect === 'same' }
      : meaningOfUnanswered(error, target));
  return { ok: false, ...meaning, ...(isAnswerLost && { isAnswerLost }) };
}

const finalKinds: Readonly<Partial<Record<HttpErrorKind, FailureMeaning>>> = {
  aborted: { code: 'cancelled', mayRetry: false },
  tooLarge: { code: 'unexpectedAnswer', mayRetry: false },
  invalidRequest: { code: 'unexpected', mayRetry: false },
};

/** No connection to a sandbox means that it has ended. No connection to Graph is a network error. */
function meaningOfUnanswered(
  { kind, mayHaveBeenSent }: HttpError,
  target: GraphTarget,
): FailureMeaning {
  if (target.cloud === 'sandbox' && !mayHaveBeenSent) {
    return { code: 'sandboxUnavailable', mayRetry: false };
  }
  return { code: kind === 'timedOut' && mayHaveBeenSent ? 'timedOut' : 'network', mayRetry: true };
}

type FailureMeaning = Pick<AttemptFailure, 'code' | 'mayRetry'>;

/** The result as text for the log. */
function textOf(result: unknown): string {
  if (result instanceof HttpError) {
    return result.message;
  }
  if (!isResponse(result)) {
    return 'error';
  }
  const code = result.status >= 400 ? loggableCode(parseJson(result.body)) : undefined;
  const requestId = requestIdOf((name) => result.header(name));
  const id = requestId === undefined ? '' : `, request-id ${requestId}`;
  return `${result.status}${code === undefined ? '' : ` ${code}`}${id}`;
}

function isResponse(value: unknown): value is HttpResponse {
  return typeof value === 'object' && value !== null && 'status' in value && 'header' in value;
}
