import { defined } from '../base/defined';
import type { SandboxAnswer } from './sandboxAnswer';

/** Status, message, and the code of the other level if it doesn't follow from the status. */
type ErrorRow = readonly [status: number, message: string, otherCode?: string];

/** The documented classes of errors, by status. */
const classes: Readonly<Record<number, string>> = {
  400: 'badRequest',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
  405: 'methodNotAllowed',
  409: 'conflict',
  413: 'payloadTooLarge',
  429: 'tooManyRequests',
  500: 'internalServerError',
  501: 'notImplemented',
  503: 'serviceUnavailable',
  504: 'gatewayTimeout',
};

/** Errors by their second-level code. `error.code` is the class by default. */
const secondLevelErrors = {
  // The session has ended.
  invalidSessionReCreatable: [
    404,
    'The session has timed out or is invalid.',
    'InvalidOrTimedOutSession',
  ],
  invalidSessionAccessConflict: [409, 'Another client holds the workbook.'],
  invalidSessionAuthentication: [401, 'The session could not be authenticated.'],
  invalidSessionNotFound: [404, 'The workbook is gone.'],
  invalidSessionRestricted: [403, 'The session is restricted.'],
  invalidSessionUnexpected: [500, 'The session failed unexpectedly.'],
  invalidSessionUnsupportedWorkbook: [400, 'The workbook holds a feature that is not supported.'],

  // Sign-in and permissions.
  unauthorizedUncategorized: [401, 'The caller is not authenticated.'],
  forbiddenUncategorized: [403, 'The caller does not have permission to perform the action.'],

  // The request or the workbook.
  badRequestUncategorized: [400, 'Invalid request.'],
  notFoundUncategorized: [404, 'The resource could not be found.'],
  methodNotAllowedUncategorized: [
    405,
    'The HTTP method in the request is not allowed on the resource.',
  ],
  payloadTooLargeUncategorized: [413, 'The request size exceeds the maximum limit.'],
  unsupportedWorkbook: [400, 'The workbook holds a feature that is not supported.'],
  accessConflict: [409, 'Another client locks the workbook.'],
  conflictUncategorized: [409, 'The current state conflicts with what the request expects.'],

  // Load and faults of the service.
  tooManyRequestsUncategorized: [429, 'The app or user has been throttled.'],
  internalServerErrorUncategorized: [500, 'An unspecified error has occurred.'],
  notImplementedUncategorized: [501, 'The requested feature is not implemented.'],
  transientFailure: [503, 'A transient fault.'],
  serviceUnavailableUncategorized: [503, 'The service is unavailable.'],
  gatewayTimeoutUncategorized: [504, 'The request was not finished in time.'],
} as const satisfies Record<string, ErrorRow>;

/** Special cases by `error.code`. Their second-level code is `<class>Uncategorized` by default. */
const specialErrors = {
  FileOpenUserUnauthorized: [401, 'The file could not be opened for this user.'],
  EditModeAccessDenied: [403, 'The workbook may not be edited.'],
  OpenWorkbookAccessDenied: [403, 'The workbook may not be opened.'],
  EditModeCannotAcquireLock: [409, 'The lock for editing could not be acquired.', 'accessConflict'],
  EditModeCannotAcquireLockTooManyRequests: [429, 'Too many requests for the lock.'],
  GenericFileOpenError: [500, 'The file could not be opened.'],
  MaxRequestDurationExceeded: [504, 'The request took too long.'],
} as const satisfies Record<string, ErrorRow>;

/** Errors without a second-level code. `error.code` is their name by default. */
const plainErrors = {
  DeploymentInvalidEditSession: [404, 'Workbook Not Found'],
  InvalidAuthenticationToken: [401, 'Access token validation failure. Invalid audience.'],
  /** Only the sandbox has this error. */
  tokenForGraph: [
    401,
    'A real access token for Microsoft Graph was sent to the sandbox. The sandbox refused it and kept nothing of it.',
    'InvalidAuthenticationToken',
  ],
  AccessDenied: [403, 'Could not obtain a WAC access token.'],
  accessDenied: [403, 'Access denied'],
  invalidRequest: [400, 'The request is malformed or incorrect.'],
  unknownSegment: [400, 'Resource not found for the segment.', 'BadRequest'],
  itemNotFound: [404, 'Item not found'],
  resourceLocked: [423, 'The resource is locked.'],
  insufficientStorage: [507, 'There is no space left.'],
  MaxSessionsPerUserExceeded: [429, 'The user has too many sessions.'],
  badGateway: [502, 'The server encountered a temporary error.'],
  serviceUnavailable: [503, 'The service is unavailable.'],
  UnknownError: [504, ''],
} as const satisfies Record<string, ErrorRow>;

/**
 * Errors of Graph's workbook calls, by their second-level code, else by `error.code`. The codes are from
 * the pages `workbook-error-handling`, `workbook-error-codes` and `errors`, or known from practice. The
 * status of a second-level code isn't documented, so each has the most likely one.
 */
export const documentedErrors = { ...secondLevelErrors, ...specialErrors, ...plainErrors };

/** The name of a documented error. */
export type GraphErrorCode = keyof typeof documentedErrors;

/** An answer, or the error to answer with. */
export type CallOutcome = SandboxAnswer | GraphErrorCode;

/** The facts about the request in every answer. */
export interface RequestIds {
  readonly requestId: string;
  /** Absent when the client sent none. */
  readonly clientRequestId?: string;
  /** The time of the request, in milliseconds since 1970. */
  readonly at: number;
}

/** An error without the facts about its request. */
export interface ErrorDetails {
  readonly code: string;
  readonly message: string;
  readonly innerError?: ErrorDetails;
}

/**
 * The error as the service sends it in practice: the special case is mostly in `error.code`, the documented
 * class in `error.innerError.code`, and the special case again one level below.
 */
export function errorDetails(error: GraphErrorCode): ErrorDetails {
  const [status, message, otherCode]: ErrorRow = documentedErrors[error];
  const documentedClass = classes[status] ?? '';
  if (error in plainErrors) {
    return { code: otherCode ?? error, message };
  }
  const [code, secondLevelCode] =
    error in secondLevelErrors
      ? [otherCode ?? documentedClass, error]
      : [error, otherCode ?? `${documentedClass}Uncategorized`];
  return {
    code,
    message,
    innerError: { code: secondLevelCode, message, innerError: { code, message } },
  };
}

/** The answer with which the service reports the error. */
export function errorAnswer(error: GraphErrorCode, ids: RequestIds): SandboxAnswer {
  const [status]: ErrorRow = documentedErrors[error];
  const { code, message, innerError: inner } = errorDetails(error);
  const innerError = {
    ...inner,
    date: new Date(ids.at).toISOString().replace(/\.\d+Z$/, 'Z'),
    'request-id': ids.requestId,
    ...defined({ 'client-request-id': ids.clientRequestId }),
  };
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error: { code, message, innerError } }),
  };
}
