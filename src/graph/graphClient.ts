import { randomUUID } from 'node:crypto';
import { defined } from '../base/defined';
import type { Clock } from '../base/clock';
import { HttpError, type HttpClient, type HttpErrorKind, type HttpResponse } from '../base/http';
import { parseJson } from '../base/json';
import { WorkbookSessionError, type ErrorCode } from '../model/errors';
import type { Attempt, AttemptFailure, CallContext, Logger } from '../model/ports';
import type { GraphTarget } from '../model/workbookSession';
import { baseUrlOf, type GraphSettings } from './cloudHosts';
import { withoutReflectedSecrets } from './reflectedSecrets';
import { failureOfAnswer, loggableCode, requestIdOf } from './graphErrors';

/** How much of an answer is read, in bytes; Graph's own are a thousand times smaller. */
const longestAnswer = 1_000_000;

export interface GraphDeps {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => GraphSettings;
}

/** What a request does that is carried out twice, because its first answer was lost. */
type RequestEffect = 'none' | 'same' | 'another';

/** One request to Graph, and what to make of its answer. */
export type GraphRequest<T> = RequestPlace & RequestParts<T>;

/** Where a request goes: a path after the version, encoded, or a link that Graph gave in an answer. */
type RequestPlace = { readonly path: string } | { readonly link: string };

interface RequestParts<T> {
  readonly method: 'GET' | 'POST';
  /** The path without ids, for the log. */
  readonly route: string;
  /** The value of the header `Prefer`. */
  readonly prefer?: string;
  readonly sessionId?: string;
  readonly body?: string;
  readonly effect: RequestEffect;
  /** Reads a success; undefined when the answer is not the one that is documented. */
  readonly read: (answer: GraphAnswer, now: number) => Attempt<T> | undefined;
}

/** Graph's answer to a request. */
export interface GraphAnswer {
  readonly status: number;
  /** The value of a header, by its case-insensitive name. */
  readonly header: (name: string) => string | undefined;
  /** The parsed body; undefined when it is no JSON. */
  readonly body: unknown;
  /** Where the request went. */
  readonly url: string;
}

/** The one door to Graph: puts the headers on, sends once, reads the answer and writes the log line. */
export class GraphClient {
  constructor(private readonly deps: GraphDeps) {}

  /** Makes one attempt; a request that cannot be made, for its address or session id, is a failure like any other. */
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
      this.log(request, startedAt, clientRequestId, wordsOf(result), result);
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
        // A kept connection may break just then; what must not be done twice does not go that way.
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
    words: string,
    result: unknown,
  ): void {
    const ms = Math.round(this.deps.clock.monotonicNow() - startedAt);
    const { logger } = this.deps;
    const line = `${method} ${route} → ${words}, ${ms} ms, client-request-id ${clientRequestId}`;
    if (result instanceof Error) {
      logger.warn(line);
    } else {
      logger.info(line);
    }
  }
}

/** A link is followed only to where requests go anyhow: scheme, host and port are the same. */
function urlOf(place: RequestPlace, baseUrl: string): string | undefined {
  if ('path' in place) {
    return `${baseUrl}${place.path}`;
  }
  const link = URL.canParse(place.link) ? new URL(place.link) : undefined;
  const isOwn = link?.origin === new URL(baseUrl).origin && link.username + link.password === '';
  return isOwn ? link.href : undefined;
}

/** A sandbox's token never goes to Graph, and no other one to a sandbox: that would be our own mistake. */
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
    const requestId = requestIdOf(answer);
    return { ...read, ...defined({ requestId }) };
  }
  if (read) {
    return read;
  }
  return withEffect(failureOfAnswer({ status, header, body }, now), request, status);
}

/** Who answers so does not know what became of the request behind it, whatever stands in the body. */
const lostStatuses: readonly number[] = [408, 502, 504];
/** What such an answer is called; a body may say so beside another status. */
const lostCodes: readonly ErrorCode[] = ['badGateway', 'gatewayTimeout'];

/** What an answer means for this request: not all of them use a session, or change anything. */
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

const finalKinds: Readonly<Partial<Record<HttpErrorKind, Meaning>>> = {
  aborted: { code: 'cancelled', mayRetry: false },
  tooLarge: { code: 'unexpectedAnswer', mayRetry: false },
  invalidRequest: { code: 'unexpected', mayRetry: false },
};

/** A sandbox that is not there has ended; else, to connect in vain for long is a matter of the network. */
function meaningOfUnanswered({ kind, mayHaveBeenSent }: HttpError, target: GraphTarget): Meaning {
  if (target.cloud === 'sandbox' && !mayHaveBeenSent) {
    return { code: 'sandboxUnavailable', mayRetry: false };
  }
  return { code: kind === 'timedOut' && mayHaveBeenSent ? 'timedOut' : 'network', mayRetry: true };
}

type Meaning = Pick<AttemptFailure, 'code' | 'mayRetry'>;

/** The result for the log. */
function wordsOf(result: unknown): string {
  if (result instanceof HttpError) {
    return result.message;
  }
  if (!isResponse(result)) {
    return 'error';
  }
  const code = result.status >= 400 ? loggableCode(parseJson(result.body)) : undefined;
  const requestId = requestIdOf(result);
  const id = requestId === undefined ? '' : `, request-id ${requestId}`;
  return `${result.status}${code === undefined ? '' : ` ${code}`}${id}`;
}

function isResponse(value: unknown): value is HttpResponse {
  return typeof value === 'object' && value !== null && 'status' in value && 'header' in value;
}
