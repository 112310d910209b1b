import { isJsonObject } from '../base/json';
import type {
  Attempt,
  AttemptFailure,
  CreatedSession,
  CreateState,
  CreateStep,
} from '../core/ports';
import { parseSessionId } from '../core/sessionId';
import { failureOfAnswer } from './graphErrors';
import { retryAfterOf } from './retryAfter';
import type { GraphAnswer } from './graphClient';

/**
 * Reads what createSession answered: 201 with the session, or 202 with the place to ask for it.
 * @see https://learn.microsoft.com/graph/workbook-best-practice#work-with-apis-that-take-a-long-time-to-complete
 */
export function readCreateAnswer(
  answer: GraphAnswer,
  now: number,
): Attempt<CreateState> | undefined {
  const { status, body } = answer;
  if (status < 200 || status > 299) {
    return undefined;
  }
  const place = answer.header('location') ?? textOf(fieldsOf(body)['resourceLocation']);
  const state =
    status === 202
      ? pending(answer, place, false, now)
      : created(body, sessionIdIn(place, answer.url));
  return state ?? lost;
}

/** Reads the state of the operation, which is answered with 200 in every state, or the session itself. */
export function readStep(
  { isReady, sessionId }: CreateStep,
  answer: GraphAnswer,
  now: number,
): Attempt<CreateState> | undefined {
  if (answer.status !== 200) {
    return undefined;
  }
  return isReady ? created(answer.body, sessionId) : readOperation(answer, now);
}

function readOperation(answer: GraphAnswer, now: number): Attempt<CreateState> | undefined {
  const operation = fieldsOf(answer.body);
  switch (textOf(operation['status'])?.toLowerCase()) {
    case 'notstarted':
    case 'running':
      return pending(answer, answer.url, false, now);
    case 'succeeded':
      return pending(answer, textOf(operation['resourceLocation']), true, now);
    case 'failed':
      return { ok: true, value: { kind: 'failed', failure: failureOf(answer, operation, now) } };
    default:
      return undefined;
  }
}

/** Without a readable id in it, a success leaves a session behind whose id nobody knows. */
const lost: AttemptFailure = {
  ok: false,
  code: 'unexpectedAnswer',
  mayRetry: false,
  isAnswerLost: true,
};

function pending(
  { header, url }: GraphAnswer,
  place: string | undefined,
  isReady: boolean,
  now: number,
): Attempt<CreateState> | undefined {
  if (place === undefined || !URL.canParse(place, url)) {
    return undefined;
  }
  const retryAfterMs = retryAfterOf(header, now);
  const sessionId = sessionIdIn(place, url);
  const next: CreateStep = {
    url: new URL(place, url).href,
    isReady: isReady || sessionId !== undefined,
    ...(sessionId !== undefined && { sessionId }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  return { ok: true, value: { kind: 'pending', next } };
}

/** @param named the session's id as its place names it, which stands in for that of the body */
function created(body: unknown, named: string | undefined): Attempt<CreateState> | undefined {
  const { id, persistChanges, status } = fieldsOf(body);
  // An operation has an id too, and a status.
  const told = status === undefined && typeof id === 'string' && isSessionId(id) ? id : undefined;
  const sessionId = told ?? named;
  if (sessionId === undefined) {
    return undefined;
  }
  const session: CreatedSession = {
    sessionId,
    ...(typeof persistChanges === 'boolean' && { persistChanges }),
  };
  return { ok: true, value: { kind: 'created', session } };
}

/**
 * The id that the address of a session names. In the documents' sample it is there in base64:
 * `…/workbook/sessionInfoResource(key='…')?sessionId=…`.
 */
function sessionIdIn(place: string | undefined, url: string): string | undefined {
  if (place === undefined || !URL.canParse(place, url)) {
    return undefined;
  }
  // A plus sign stands for a space in an address, but base64 has plus signs and no spaces.
  const text = new URL(place, url).searchParams.get('sessionId')?.replaceAll(' ', '+') ?? '';
  const id = /^[\w+/-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString() : '';
  return isSessionId(id) ? id : undefined;
}

function isSessionId(text: string): boolean {
  try {
    return parseSessionId(text) === text;
  } catch {
    return false;
  }
}

/** The operation's error, understood as if createSession itself had been answered with it. */
function failureOf(
  { header }: GraphAnswer,
  { error }: Readonly<Record<string, unknown>>,
  now: number,
): AttemptFailure {
  const { isSessionDead, ...failure } = failureOfAnswer(
    { status: 500, header, body: { error } },
    now,
  );
  return { ...failure, mayRetry: false };
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(body) ? body : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
