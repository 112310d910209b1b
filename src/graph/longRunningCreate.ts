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
import { retryAfterOf } from './answerHeaders';
import { failureOfAnswer } from './graphErrors';
import type { GraphAnswer } from './graphClient';

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
 * Reads the answer to createSession: 201 with the session, or 202 with the address of the operation.
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

/** Reads the answer to a poll: the state of the operation, which always comes with 200, or the session. */
export function readStep(
  { isReady, sessionId }: CreateStep,
  answer: GraphAnswer,
  now: number,
): Attempt<CreateState> | undefined {
  if (answer.status !== 200) {
    return undefined;
  }
  const places = placesIn(answer);
  const named = places.named ?? sessionId;
  return isReady ? created(answer.body, named) : readOperation(answer, { ...places, named }, now);
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

/** A success without a readable session id: a session is open, and nobody knows its id. */
const lost: AttemptFailure = {
  ok: false,
  code: 'unexpectedAnswer',
  mayRetry: false,
  isAnswerLost: true,
};

/** The addresses in an answer. */
interface Places {
  readonly location: URL | undefined;
  readonly resourceLocation: URL | undefined;
  /** The session id, if one of the addresses contains it. */
  readonly named: string | undefined;
}

function placesIn({ header, body, url }: GraphAnswer): Places {
  const parsed = (text: string | undefined) =>
    text !== undefined && URL.canParse(text, url) ? new URL(text, url) : undefined;
  const location = parsed(header('location'));
  const resourceLocation = parsed(readAs(placeFields, body)?.resourceLocation);
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

/** The next address to poll. */
interface PlaceToAsk {
  readonly place: URL | undefined;
  /** True when the session itself is at that address. */
  readonly isReady: boolean;
  /** The session id, if it is known. */
  readonly named: string | undefined;
}

/** @param named the session id from an address, for a body that has none */
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
 * The session id in the address of a session. In Microsoft's sample it is there in base64:
 * `…/workbook/sessionInfoResource(key='…')?sessionId=…`.
 */
function sessionIdIn(place: URL | undefined): string | undefined {
  // A URL decodes a plus sign to a space. Base64 has plus signs and no spaces.
  const text = place?.searchParams.get('sessionId')?.replaceAll(' ', '+') ?? '';
  const id = /^[\w+/-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString() : '';
  return isSessionId(id) ? id : undefined;
}

/** The operation's error, read as if it were the answer to createSession itself. */
function failureOf({ header }: GraphAnswer, error: unknown, now: number): AttemptFailure {
  const { isSessionDead, ...failure } = failureOfAnswer(
    { status: 500, header, body: { error } },
    now,
  );
  return { ...failure, mayRetry: false };
}
