import { isJsonObject } from '../base/json';
import type {
  Attempt,
  AttemptFailure,
  CreatedSession,
  CreateState,
  CreateStep,
} from '../core/ports';
import { parseSessionId } from '../core/sessionId';
import { failureOfAnswer, retryAfterOf } from './graphErrors';
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
  if (status === 202) {
    return pending(answer, answer.header('location'), false, now) ?? lost;
  }
  return created(body) ?? lost;
}

/** Reads the state of the operation, which is answered with 200 in every state, or the session itself. */
export function readStep(
  { isReady }: CreateStep,
  answer: GraphAnswer,
  now: number,
): Attempt<CreateState> | undefined {
  if (answer.status !== 200) {
    return undefined;
  }
  return isReady ? created(answer.body) : readOperation(answer, now);
}

function readOperation(answer: GraphAnswer, now: number): Attempt<CreateState> | undefined {
  const operation = isJsonObject(answer.body) ? answer.body : {};
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
  const next: CreateStep = {
    url: new URL(place, url).href,
    isReady,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  return { ok: true, value: { kind: 'pending', next } };
}

function created(body: unknown): Attempt<CreateState> | undefined {
  const session = createdSessionOf(body);
  return session && { ok: true, value: { kind: 'created', session } };
}

function createdSessionOf(body: unknown): CreatedSession | undefined {
  const { id, persistChanges } = isJsonObject(body) ? body : {};
  return typeof id === 'string' && typeof persistChanges === 'boolean' && isSessionId(id)
    ? { sessionId: id, persistChanges }
    : undefined;
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

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
