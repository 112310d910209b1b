/**
 * What went wrong, as a closed set: rules, messages and telemetry speak of these and of nothing else.
 * Wire codes of Graph are mapped to them once, in `graph/graphErrors.ts`; their wording is in
 * `messages/errorMessages.ts`.
 */
export const errorCodes = [
  // Input that was refused before anything was sent.
  'invalidSessionId',
  'invalidAddress',
  'foreignAddress',
  'linkOfOtherCloud',
  'personalOneDrive',
  'invalidAccessToken',
  'accessTokenExpired',
  'accessTokenForOtherAudience',
  'textTooLarge',
  // Sign-in; nothing was sent.
  'clientIdMissing',
  'signInRequired',
  'signInCancelled',
  'signInTimedOut',
  'signInFailed',
  'signInNotRemoved',
  'signOutNotSaved',
  'consentRequired',
  'consentRefused',
  'adminConsentRequired',
  'appOfMicrosoft',
  'appNotFound',
  'appOfOneTenant',
  'redirectUriMissing',
  'publicClientNotAllowed',
  'accountNotInTenant',
  'moreSignInRequired',
  'providerUnavailable',
  'sovereignCloudNotSet',
  'cloudWithoutWorkbooks',
  'accountUnavailable',
  'endpointNotConfirmed',
  'endpointNotLoopback',
  // The session is dead: documented second-level codes `invalidSession*`.
  'sessionGone',
  'sessionAccessConflict',
  'sessionSignInFailed',
  'sessionWorkbookGone',
  'sessionRestricted',
  'sessionUnsupportedWorkbook',
  // The service calls the session dead, but was not asked as its owner, who is unknown.
  'goneOrOfAnotherAccount',
  // Graph refused or failed.
  'badRequest',
  'unauthorized',
  'fileOpenUnauthorized',
  'accessDenied',
  'excelAccessDenied',
  'editAccessDenied',
  'openAccessDenied',
  'workbookNotFound',
  'methodNotAllowed',
  'accessConflict',
  'locked',
  'payloadTooLarge',
  'unsupportedWorkbook',
  'notAWorkbook',
  'throttled',
  'tooManySessions',
  'internalServerError',
  'fileOpenFailed',
  'notImplemented',
  'badGateway',
  'serviceUnavailable',
  'gatewayTimeout',
  'transientFailure',
  'insufficientStorage',
  // The answer was no answer of Graph's.
  'redirected',
  'unexpectedAnswer',
  'unsafeWebUrl',
  // The network.
  'network',
  'timedOut',
  'outcomeUnknown',
  // A session may have been opened that nobody knows.
  'sessionMayExist',
  'openingAbandoned',
  'openingTimedOut',
  // Ourselves.
  'recordNotSaved',
  'storageUnreadable',
  'sessionNotListed',
  'sandboxUnavailable',
  'cancelled',
  'unexpected',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Codes of an answer that the service sent after it had looked at the request itself. */
const answersAboutRequest: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'sessionGone',
  'sessionAccessConflict',
  'sessionSignInFailed',
  'sessionWorkbookGone',
  'sessionRestricted',
  'sessionUnsupportedWorkbook',
  'goneOrOfAnotherAccount',
  'badRequest',
  'fileOpenUnauthorized',
  'accessDenied',
  'excelAccessDenied',
  'editAccessDenied',
  'openAccessDenied',
  'workbookNotFound',
  'methodNotAllowed',
  'accessConflict',
  'locked',
  'payloadTooLarge',
  'unsupportedWorkbook',
  'notAWorkbook',
  'tooManySessions',
  'notImplemented',
]);

/** True when the code tells what the service thinks of the request, so that an answer lost before it is no riddle. */
export function isAnswerAboutRequest(code: ErrorCode): boolean {
  return answersAboutRequest.has(code);
}

/** Codes of what the user broke off. */
const cancellations: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'cancelled',
  'signInCancelled',
  'endpointNotConfirmed',
  'openingAbandoned',
]);

/** True when the user wanted it so: that is no failure. */
export function isCancellation(code: ErrorCode): boolean {
  return cancellations.has(code);
}

/** The facts that a message may need besides the code; none of them is a secret. */
export interface ErrorFacts {
  /** How long the service asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Graph's `request-id`, for a support case. */
  readonly requestId?: string;
  /** Who would have to sign in. */
  readonly accountLabel?: string;
  /** The listed session that it is about. */
  readonly sessionKey?: string;
  /** Why the disk refused, in the system's word for it, such as `EACCES`. */
  readonly systemCode?: string;
  /** True when the user cancelled a sign-in that was in the browser, which may have shown an error. */
  readonly wasInBrowser?: boolean;
}

/** The one error that the product throws on purpose; `code` says what went wrong. */
export class WorkbookSessionError extends Error {
  override readonly name = 'WorkbookSessionError';

  constructor(
    readonly code: ErrorCode,
    readonly facts: ErrorFacts = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}

/** The error as one of ours: anything unforeseen becomes `unexpected`, with its cause kept. */
export function toWorkbookSessionError(error: unknown): WorkbookSessionError {
  return error instanceof WorkbookSessionError
    ? error
    : new WorkbookSessionError('unexpected', {}, { cause: error });
}

/**
 * The error for the log: its code; for what was unforeseen also where it happened. What its cause says
 * may hold anything, a secret for example, and stays out.
 */
export function describeError({ code, facts, cause }: WorkbookSessionError): string {
  const request = facts.requestId ? `, request-id ${facts.requestId}` : '';
  if (code !== 'unexpected' || !(cause instanceof Error)) {
    return `${code}${facts.systemCode ? ` (${facts.systemCode})` : ''}${request}`;
  }
  const frames =
    cause.stack
      ?.replace(cause.message, '')
      .match(/\n {4}at .*/g)
      ?.join('') ?? '';
  return `${code}${request} (${cause.name})${frames}`;
}
