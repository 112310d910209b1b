import { defined } from '../base/defined';
import { isJsonObject } from '../base/json';
import type { ErrorCode } from '../model/errors';
import { isGuid } from '../model/guid';
import type { AttemptFailure } from '../model/ports';
import { claimsOfChallenge } from './claimsChallenge';
import { retryAfterOf } from './retryAfter';

/** What one of Graph's error codes means for a call that is made once. */
interface Meaning {
  readonly code: ErrorCode;
  /** True when the documents let the same call be made again. */
  readonly mayRetry?: boolean;
  /** True when the documents call the session dead. */
  readonly isSessionDead?: true;
}

/** A code as the documents spell it. */
type KnownCode = readonly [code: string, meaning: Meaning];

const dead = (code: ErrorCode): Meaning => ({ code, isSessionDead: true });
const again = (code: ErrorCode): Meaning => ({ code, mayRetry: true });
const final = (code: ErrorCode, mayRetry = false): Meaning => ({ code, mayRetry });

/**
 * Second-level codes (https://learn.microsoft.com/graph/workbook-error-handling) and specific codes seen
 * in the field.
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

/** Codes of the top level that are no more than a status in words (…/graph/workbook-error-codes, …/graph/errors). */
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

/** Documented codes whose status says all that matters here. */
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

/** By the code in lower case: Graph's codes are case-insensitive. */
function byCode(codes: readonly KnownCode[]): ReadonlyMap<string, Meaning> {
  return new Map(codes.map(([code, meaning]) => [code.toLowerCase(), meaning]));
}

/** An answer that is not the success that the documents promise. */
export interface ErrorAnswer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** The parsed body; undefined when it is no JSON. */
  readonly body: unknown;
}

/** What the answer means; an answer that was refused (4xx) is never sent again, but for 401 and 429. */
export function failureOfAnswer(answer: ErrorAnswer, now: number): AttemptFailure {
  const { code, mayRetry, isSessionDead } = meaningOf(answer);
  const retryAfterMs = retryAfterOf(answer.header, now);
  const requestId = requestIdOf(answer);
  const claims =
    code === 'unauthorized' ? claimsOfChallenge(answer.header('www-authenticate')) : undefined;
  return {
    ok: false,
    code,
    mayRetry: mayRetry === true,
    ...defined({ isSessionDead, claims, retryAfterMs, requestId }),
  };
}

/** The documents' order: the second-level code, the code, the status; deeper codes only refine the words. */
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
  const told = meaningAt(status, specific ? meanings.get(specific) : classOf(decisive));
  const meaning = specific ? told : refined(told, status, diagnostic);
  const isFinal = [...decisive, ...diagnostic].includes(neverAgain);
  return isFinal ? { ...meaning, mayRetry: false } : meaning;
}

/** Whatever stands beside it: a call that was answered so is not sent again. */
const neverAgain = 'internalservererroruncategorized';

/** A class such as `unauthorizedUncategorized` gives way to a specific code beside it (`FileOpenUserUnauthorized`). */
function isSpecific(code: string): boolean {
  return meanings.has(code) && !code.endsWith('uncategorized');
}

function classOf(codes: readonly string[]): Meaning | undefined {
  const second = codes.find((code) => meanings.has(code)) ?? '';
  const top = codes.find((code) => topLevelMeanings.has(code)) ?? '';
  return meanings.get(second) ?? topLevelMeanings.get(top);
}

/** The meaning, or that of the status; a refusal stands, whatever the code says of repeating. */
function meaningAt(status: number, known: Meaning | undefined): Meaning {
  const meaning = known ?? meaningOfStatus(status);
  return { ...meaning, mayRetry: meaning.mayRetry === true && isRepeatable(status, meaning.code) };
}

/**
 * Codes of the third level and deeper are diagnostics: they may say better what failed, but neither
 * that the session is dead nor that the call may be made again.
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

/** The codes of an error body in lower case, level by level from the top; undefined where there is none. */
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

/** The first known code, as the documents spell it: any other word may be a secret that is said back. */
export function loggableCode(body: unknown): string | undefined {
  const codes = errorCodesOf(body).filter((code) => code !== undefined);
  const known = codes.map((code) => spellings.get(code)).find((code) => code !== undefined);
  return codes.length === 0 ? undefined : (known ?? 'an unknown code');
}

/** 403 `AccessDenied` "Could not obtain a WAC access token." has no code of its own. */
function mentionsExcelToken(body: unknown): boolean {
  const error = isJsonObject(body) ? body['error'] : undefined;
  const message = isJsonObject(error) ? error['message'] : undefined;
  return typeof message === 'string' && /\bWAC access token\b/i.test(message);
}

/** A refusal stands, whatever its code says; what failed on the service's side may be tried again. */
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

/** Graph's `request-id`, when it is one. */
export function requestIdOf(answer: {
  header(name: string): string | undefined;
}): string | undefined {
  const id = answer.header('request-id');
  return id !== undefined && isGuid(id) ? id : undefined;
}
