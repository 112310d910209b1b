import { boolean, check, object, optional, pipe, string, transform, unknown } from 'valibot';
import { defined } from '../base/defined';
import { ifValid, nonEmptyText, readAs } from '../base/schema';
import type {
  Attempt,
  AttemptFailure,
  CreatedSession,
  CreateState,
  CreateStep,
} from '../model/ports';
import { isSessionId } from '../model/sessionId';
import { failureOfAnswer } from './graphErrors';
import { retryAfterOf } from './retryAfter';
import type { GraphAnswer } from './graphClient';

/** What we read of an answer, of an operation's state and of a session. */
const placeFields = object({ resourceLocation: ifValid(nonEmptyText) });
const lowerCase = pipe(
  string(),
  transform((word) => word.toLowerCase()),
);
const operationFields = object({ status: ifValid(lowerCase), error: optional(unknown()) });
const sessionFields = object({
  id: ifValid(pipe(string(), check(isSessionId))),
  persistChanges: ifValid(boolean()),
  status: optional(unknown()),
});

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
  const { location, resourceLocation, named } = placesIn(answer);
  const place = location ?? resourceLocation;
  const isReady = sessionIdIn(place) !== undefined;
  const state =
    status === 202 ? pending(answer, { place, isReady, named }, now) : created(body, named);
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
  const places = placesIn(answer);
  const told = { ...places, named: places.named ?? sessionId };
  return isReady ? created(answer.body, told.named) : readOperation(answer, told, now);
}

function readOperation(
  answer: GraphAnswer,
  { location, resourceLocation, named }: Places,
  now: number,
): Attempt<CreateState> | undefined {
  const { status, error } = readAs(operationFields, answer.body) ?? {};
  const place = resourceLocation ?? location;
  switch (status) {
    case 'notstarted':
    case 'running':
      return pending(answer, { place: new URL(answer.url), isReady: false, named }, now);
    case 'succeeded':
      return pending(answer, { place, isReady: true, named }, now) ?? created(undefined, named);
    case 'failed':
      return { ok: true, value: { kind: 'failed', failure: failureOf(answer, error, now) } };
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

/** Where an answer leads, and the session's id if one of its places names it. */
interface Places {
  readonly location: URL | undefined;
  readonly resourceLocation: URL | undefined;
  readonly named: string | undefined;
}

function placesIn({ header, body, url }: GraphAnswer): Places {
  const told = readAs(placeFields, body)?.resourceLocation;
  const [location, resourceLocation] = [header('location'), told].map((text) =>
    text !== undefined && URL.canParse(text, url) ? new URL(text, url) : undefined,
  );
  const named = sessionIdIn(location) ?? sessionIdIn(resourceLocation);
  return { location, resourceLocation, named };
}

function pending(
  { header }: GraphAnswer,
  { place, isReady, named: sessionId }: PlaceToAsk,
  now: number,
): Attempt<CreateState> | undefined {
  if (place === undefined) {
    return undefined;
  }
  const retryAfterMs = retryAfterOf(header, now);
  const next: CreateStep = {
    ...{ url: place.href, isReady },
    ...defined({ sessionId, retryAfterMs }),
  };
  return { ok: true, value: { kind: 'pending', next } };
}

/** Where to ask next, whether the session itself is there, and its id where that is known. */
interface PlaceToAsk {
  readonly place: URL | undefined;
  readonly isReady: boolean;
  readonly named: string | undefined;
}

/** @param named the session's id as its place names it, which stands in for that of the body */
function created(body: unknown, named: string | undefined): Attempt<CreateState> | undefined {
  const { id, persistChanges, status } = readAs(sessionFields, body) ?? {};
  // An operation has an id too, and a status.
  const sessionId = (status === undefined ? id : undefined) ?? named;
  if (sessionId === undefined) {
    return undefined;
  }
  const session: CreatedSession = { sessionId, ...defined({ persistChanges }) };
  return { ok: true, value: { kind: 'created', session } };
}

/**
 * The id that the address of a session names. In the documents' sample it is there in base64:
 * `…/workbook/sessionInfoResource(key='…')?sessionId=…`.
 */
function sessionIdIn(place: URL | undefined): string | undefined {
  // A plus sign stands for a space in an address, but base64 has plus signs and no spaces.
  const text = place?.searchParams.get('sessionId')?.replaceAll(' ', '+') ?? '';
  const id = /^[\w+/-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString() : '';
  return isSessionId(id) ? id : undefined;
}

/** The operation's error, understood as if createSession itself had been answered with it. */
function failureOf({ header }: GraphAnswer, error: unknown, now: number): AttemptFailure {
  const { isSessionDead, ...failure } = failureOfAnswer(
    { status: 500, header, body: { error } },
    now,
  );
  return { ...failure, mayRetry: false };
}
