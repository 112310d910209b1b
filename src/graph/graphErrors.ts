import { defined } from '../base/defined';
import { isJsonObject } from '../base/json';
import type { ErrorCode } from '../model/errors';
import type { AttemptFailure } from '../model/ports';
import { claimsOfChallenge, requestIdOf, retryAfterOf, type HeaderReader } from './answerHeaders';

/** What an error code of Graph means for one attempt. */
interface Meaning {
  readonly code: ErrorCode;
  /** True when Microsoft's documentation allows the same request again. */
  readonly mayRetry?: boolean;
  /** True when Microsoft's documentation says that the session has ended. */
  readonly isSessionDead?: true;
}

/** A code in the spelling of Microsoft's documentation. */
type KnownCode = readonly [code: string, meaning: Meaning];

const dead = (code: ErrorCode): Meaning => ({ code, isSessionDead: true });
const again = (code: ErrorCode): Meaning => ({ code, mayRetry: true });
const final = (code: ErrorCode, mayRetry = false): Meaning => ({ code, mayRetry });

/**
 * Second-level codes (https://learn.microsoft.com/graph/workbook-error-handling), and specific codes that
 * are known from practice.
 */
const secondLevelCodes: readonly KnownCode[] = [
  ['invalidSessionReCreatable', dead('sessionGone')],
  ['invalidSessionAccessConflict', dead('sessionAccessConflict')],
  ['invalidSessionAuthentication', dead('sessionSignInFailed')],
  ['invalidSessionNotFound', dead('sessionWorkbookGone')],
  ['invalidSessionRestricted', dead('sessionRestricted')],
  ['invalidSessionUnexpected', dead('sessionGone')],
  ['invalidSessionUnsupportedWorkbook', dead('sessionUnsupportedWorkbook')],
  ['DeploymentInvalidEditSession', dead('sessionGone')],
  ['InvalidOrTimedOutSession', dead('sessionGone')],
  ['internalServerErrorUncategorized', final('internalServerError')],
  ['accessConflict', final('accessConflict')],
  ['conflictUncategorized', final('accessConflict')],
  ['EditModeCannotAcquireLock', final('accessConflict')],
  ['MultipleRequestsOnSession', final('accessConflict')],
  ['transientFailure', again('transientFailure')],
  ['RetryError', again('transientFailure')],
  ['serviceUnavailableUncategorized', again('serviceUnavailable')],
  ['tooManyRequestsUncategorized', again('throttled')],
  ['EditModeCannotAcquireLockTooManyRequests', again('throttled')],
  ['gatewayTimeoutUncategorized', again('gatewayTimeout')],
  ['MaxRequestDurationExceeded', again('gatewayTimeout')],
  ['unauthorizedUncategorized', again('unauthorized')],
  ['FileOpenUserUnauthorized', final('fileOpenUnauthorized')],
  ['forbiddenUncategorized', final('accessDenied')],
  ['EditModeAccessDenied', final('editAccessDenied')],
  ['OpenWorkbookAccessDenied', final('openAccessDenied')],
  ['notFoundUncategorized', final('workbookNotFound')],
  ['itemNotFound', final('workbookNotFound')],
  ['badRequestUncategorized', final('badRequest')],
  ['methodNotAllowedUncategorized', final('methodNotAllowed')],
  ['notImplementedUncategorized', final('notImplemented')],
  ['payloadTooLargeUncategorized', final('payloadTooLarge')],
  ['unsupportedWorkbook', final('unsupportedWorkbook')],
  ['MaxSessionsPerUserExceeded', final('tooManySessions')],
  ['GenericFileOpenError', final('fileOpenFailed')],
  ['resourceLocked', final('locked')],
];

/** Top-level codes that only repeat the status (…/graph/workbook-error-codes, …/graph/errors). */
const topLevelCodes: readonly KnownCode[] = [
  ['badRequest', final('badRequest')],
  ['invalidRequest', final('badRequest')],
  ['unauthorized', again('unauthorized')],
  ['unauthenticated', again('unauthorized')],
  ['InvalidAuthenticationToken', again('unauthorized')],
  ['forbidden', final('accessDenied')],
  ['accessDenied', final('accessDenied')],
  ['notFound', final('workbookNotFound')],
  ['methodNotAllowed', final('methodNotAllowed')],
  ['conflict', final('accessConflict')],
  ['payloadTooLarge', final('payloadTooLarge')],
  ['tooManyRequests', again('throttled')],
  ['activityLimitReached', again('throttled')],
  ['internalServerError', final('internalServerError')],
  ['notImplemented', final('notImplemented')],
  ['badGateway', again('badGateway')],
  ['serviceUnavailable', again('serviceUnavailable')],
  ['serviceNotAvailable', again('serviceUnavailable')],
  ['gatewayTimeout', again('gatewayTimeout')],
  ['quotaLimitReached', final('insufficientStorage')],
  ['insufficientStorage', final('insufficientStorage')],
];

/** Documented codes that add nothing to the status. */
const otherCodes: readonly string[] = [
  ...['filteredRangeConflict', 'generalException', 'insertDeleteConflict', 'invalidArgument'],
  ...['invalidRange', 'invalidReference', 'itemAlreadyExists', 'malwareDetected'],
  ...[
    'nameAlreadyExists',
    'nonBlankCellOffSheet',
    'notAllowed',
    'notSupported',
    'rangeExceedsLimit',
  ],
  ...[
    'requestAborted',
    'resourceModified',
    'resyncRequired',
    'unsupportedOperation',
    'UnknownError',
  ],
];

const meanings = byCode(secondLevelCodes);
const topLevelMeanings = byCode(topLevelCodes);
const spellings = new Map(
  [
    ...secondLevelCodes.map(([code]) => code),
    ...topLevelCodes.map(([code]) => code),
    ...otherCodes,
  ].map((code) => [code.toLowerCase(), code]),
);

const meaningsByStatus: ReadonlyMap<number, Meaning> = new Map([
  [400, final('badRequest')],
  [401, again('unauthorized')],
  [403, final('accessDenied')],
  [404, final('workbookNotFound')],
  [405, final('methodNotAllowed')],
  [407, final('network')],
  [408, final('gatewayTimeout')],
  [409, final('accessConflict')],
  [410, final('workbookNotFound')],
  [412, final('accessConflict')],
  [413, final('payloadTooLarge')],
  [423, final('locked')],
  [451, final('accessDenied')],
  [429, again('throttled')],
  [500, final('internalServerError')],
  [501, final('notImplemented')],
  [502, again('badGateway')],
  [503, again('serviceUnavailable')],
  [504, again('gatewayTimeout')],
  [507, final('insufficientStorage')],
  [509, again('throttled')],
]);

/** The meanings by the code in lower case, because Graph's codes are case-insensitive. */
function byCode(codes: readonly KnownCode[]): ReadonlyMap<string, Meaning> {
  return new Map(codes.map(([code, meaning]) => [code.toLowerCase(), meaning]));
}

/** An answer that is not the documented success. */
export interface ErrorAnswer {
  readonly status: number;
  readonly header: HeaderReader;
  /** The parsed body; undefined when it is no JSON. */
  readonly body: unknown;
}

/** What the answer means. Of the 4xx, only a 401 and a 429 may be retried. */
export function failureOfAnswer(answer: ErrorAnswer, now: number): AttemptFailure {
  const { code, mayRetry, isSessionDead } = meaningOf(answer);
  const retryAfterMs = retryAfterOf(answer.header, now);
  const requestId = requestIdOf(answer.header);
  const claims = code === 'unauthorized' ? claimsOfChallenge(answer.header) : undefined;
  return {
    ok: false,
    code,
    mayRetry: mayRetry === true,
    ...defined({ isSessionDead, claims, retryAfterMs, requestId }),
  };
}

/** The documented order: second-level code, top-level code, status. Deeper codes only refine it. */
function meaningOf({ status, body }: ErrorAnswer): Meaning {
  if (status < 400) {
    return final(status >= 300 ? 'redirected' : 'unexpectedAnswer');
  }
  if (status === 403 && mentionsExcelToken(body)) {
    return final('excelAccessDenied');
  }
  const [top, second, ...deeper] = errorCodesOf(body);
  const decisive = [second, top].filter((code) => code !== undefined);
  const diagnostic = deeper.filter((code) => code !== undefined);
  const specific = decisive.find(isSpecific);
  const known = meaningAt(status, specific ? meanings.get(specific) : classOf(decisive));
  const meaning = specific ? known : refined(known, status, diagnostic);
  const isFinal = [...decisive, ...diagnostic].includes(neverAgain);
  return isFinal ? { ...meaning, mayRetry: false } : meaning;
}

/** A request with this code in its answer is never retried, whatever the other codes are. */
const neverAgain = 'internalservererroruncategorized';

/** A specific code such as `FileOpenUserUnauthorized` goes before a class such as `unauthorizedUncategorized`. */
function isSpecific(code: string): boolean {
  return meanings.has(code) && !code.endsWith('uncategorized');
}

function classOf(codes: readonly string[]): Meaning | undefined {
  const second = codes.find((code) => meanings.has(code)) ?? '';
  const top = codes.find((code) => topLevelMeanings.has(code)) ?? '';
  return meanings.get(second) ?? topLevelMeanings.get(top);
}

/** The meaning of the code, else of the status. The status can forbid a retry that the code allows. */
function meaningAt(status: number, known: Meaning | undefined): Meaning {
  const meaning = known ?? meaningOfStatus(status);
  return { ...meaning, mayRetry: meaning.mayRetry === true && isRepeatable(status, meaning.code) };
}

/**
 * Codes from the third level on are diagnostics. They can say more exactly what failed. They can't say that
 * the session has ended or that a retry is allowed.
 */
function refined(meaning: Meaning, status: number, codes: readonly string[]): Meaning {
  const known = codes.filter(isSpecific).map((code) => meaningAt(status, meanings.get(code)));
  const detail = known.find(({ isSessionDead }) => !isSessionDead);
  return meaning.isSessionDead || !detail
    ? meaning
    : final(detail.code, meaning.mayRetry && detail.mayRetry);
}

function meaningOfStatus(status: number): Meaning {
  const unknown = final(status < 500 ? 'badRequest' : 'internalServerError');
  return meaningsByStatus.get(status) ?? unknown;
}

/** The codes of an error body in lower case, from the top level down; undefined for a level without a code. */
function errorCodesOf(body: unknown): readonly (string | undefined)[] {
  const error = isJsonObject(body) ? body['error'] : undefined;
  const levels: unknown[] = [error];
  for (let level = error; isJsonObject(level) && levels.length < 8;) {
    level = level['innerError'] ?? level['innererror'];
    levels.push(level);
  }
  return levels.map((level) => {
    const code = isJsonObject(level) ? level['code'] : undefined;
    return typeof code === 'string' ? code.toLowerCase() : undefined;
  });
}

/** The first known code in its documented spelling. An unknown code could be a reflected secret. */
export function loggableCode(body: unknown): string | undefined {
  const codes = errorCodesOf(body).filter((code) => code !== undefined);
  const known = codes.map((code) => spellings.get(code)).find((code) => code !== undefined);
  return codes.length === 0 ? undefined : (known ?? 'an unknown code');
}

/** The error 403 `AccessDenied` "Could not obtain a WAC access token." has no code of its own. */
function mentionsExcelToken(body: unknown): boolean {
  const error = isJsonObject(body) ? body['error'] : undefined;
  const message = isJsonObject(error) ? error['message'] : undefined;
  return typeof message === 'string' && /\bWAC access token\b/i.test(message);
}

/** True when the status allows a retry: a fault of the service does, a rejected request doesn't. */
function isRepeatable(status: number, code: ErrorCode): boolean {
  switch (code) {
    case 'unauthorized':
      return status === 401;
    case 'throttled':
      return status === 429 || status >= 500;
    default:
      return status >= 500;
  }
}
