/**
 * All errors that rules, messages and telemetry know. `graph/graphErrors.ts` maps Graph's error codes to
 * them, and `messages/errorMessages.ts` has their texts.
 */
export const errorCodes = [
  // Invalid input; nothing was sent.
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
  // The session has ended: documented second-level codes `invalidSession*`.
  'sessionGone',
  'sessionAccessConflict',
  'sessionSignInFailed',
  'sessionWorkbookGone',
  'sessionRestricted',
  'sessionUnsupportedWorkbook',
  // The service says that the session has ended. Its owner is unknown, so another account may have it open.
  'goneOrOfAnotherAccount',
  // Graph rejected the request or failed.
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
  // The answer was not a documented one.
  'redirected',
  'unexpectedAnswer',
  'unsafeWebUrl',
  // The network.
  'network',
  'timedOut',
  'outcomeUnknown',
  // A session may be open whose id is unknown.
  'sessionMayExist',
  'openingAbandoned',
  'openingTimedOut',
  // The extension itself.
  'recordNotSaved',
  'storageUnreadable',
  'sessionNotListed',
  'sandboxUnavailable',
  'workspaceNotTrusted',
  'recordingElsewhere',
  'recordingFailed',
  'cancelled',
  'unexpected',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Codes of answers that the service sends after it has processed the request. */
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

/** True when the code is the service's verdict on the request. It then also clears up an earlier lost answer. */
export function isAnswerAboutRequest(code: ErrorCode): boolean {
  return answersAboutRequest.has(code);
}

/** Codes of what the user cancelled. */
const cancellations: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'cancelled',
  'signInCancelled',
  'endpointNotConfirmed',
  'openingAbandoned',
]);

/** True when the user cancelled, which is not a failure. */
export function isCancellation(code: ErrorCode): boolean {
  return cancellations.has(code);
}

/** Facts for a message about an error. None of them is a secret. */
export interface ErrorFacts {
  /** The wait that the service asked for, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Graph's `request-id`, for a support case. */
  readonly requestId?: string;
  /** The account that must sign in. */
  readonly accountLabel?: string;
  /** The key of the listed session that the error concerns. */
  readonly sessionKey?: string;
  /** The system's error code for a file, such as `EACCES`. */
  readonly systemCode?: string;
  /** True when the user cancelled a sign-in in the browser, which may have shown an error. */
  readonly wasInBrowser?: boolean;
}

/** The only error that the product throws on purpose. `code` says what went wrong. */
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

/** The error as a `WorkbookSessionError`. Any other error becomes the cause of an `unexpected` one. */
export function toWorkbookSessionError(error: unknown): WorkbookSessionError {
  return error instanceof WorkbookSessionError
    ? error
    : new WorkbookSessionError('unexpected', {}, { cause: error });
}

/**
 * The error as text for the log: its code, and for an unexpected error also its stack. The message of the
 * cause is left out, because it may contain a secret.
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
