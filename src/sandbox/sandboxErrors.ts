/** Status, `error.code`, second-level code, message. */
type DocumentedError = readonly [
  status: number,
  code: string,
  secondLevelCode: string | undefined,
  message: string,
];

/**
 * Errors of Graph's workbook calls, by the code that tells them apart: the second-level code where
 * there is one, else `error.code`. Codes are from the pages `workbook-error-handling`,
 * `workbook-error-codes` and `errors`, or were seen in the field; which status goes with a second-level
 * code is not documented, the one given here is the nearest.
 */
export const documentedErrors = {
  // The session is dead.
  invalidSessionReCreatable: [
    404,
    'InvalidOrTimedOutSession',
    'invalidSessionReCreatable',
    'The session has timed out or is invalid.',
  ],
  invalidSessionAccessConflict: [
    409,
    'conflict',
    'invalidSessionAccessConflict',
    'Another client holds the workbook.',
  ],
  invalidSessionAuthentication: [
    401,
    'unauthorized',
    'invalidSessionAuthentication',
    'The session could not be authenticated.',
  ],
  invalidSessionNotFound: [404, 'notFound', 'invalidSessionNotFound', 'The workbook is gone.'],
  invalidSessionRestricted: [
    403,
    'forbidden',
    'invalidSessionRestricted',
    'The session is restricted.',
  ],
  invalidSessionUnexpected: [
    500,
    'internalServerError',
    'invalidSessionUnexpected',
    'The session failed unexpectedly.',
  ],
  invalidSessionUnsupportedWorkbook: [
    400,
    'badRequest',
    'invalidSessionUnsupportedWorkbook',
    'The workbook holds a feature that is not supported.',
  ],
  DeploymentInvalidEditSession: [
    404,
    'DeploymentInvalidEditSession',
    undefined,
    'Workbook Not Found',
  ],

  // Sign-in and rights.
  InvalidAuthenticationToken: [
    401,
    'InvalidAuthenticationToken',
    undefined,
    'Access token validation failure. Invalid audience.',
  ],
  unauthorizedUncategorized: [
    401,
    'unauthorized',
    'unauthorizedUncategorized',
    'The caller is not authenticated.',
  ],
  FileOpenUserUnauthorized: [
    401,
    'FileOpenUserUnauthorized',
    'unauthorizedUncategorized',
    'The file could not be opened for this user.',
  ],
  forbiddenUncategorized: [
    403,
    'forbidden',
    'forbiddenUncategorized',
    'The caller does not have permission to perform the action.',
  ],
  AccessDenied: [403, 'AccessDenied', undefined, 'Could not obtain a WAC access token.'],
  accessDenied: [403, 'accessDenied', undefined, 'Access denied'],
  EditModeAccessDenied: [
    403,
    'EditModeAccessDenied',
    'forbiddenUncategorized',
    'The workbook may not be edited.',
  ],
  OpenWorkbookAccessDenied: [
    403,
    'OpenWorkbookAccessDenied',
    'forbiddenUncategorized',
    'The workbook may not be opened.',
  ],

  // The request or the workbook.
  badRequestUncategorized: [400, 'badRequest', 'badRequestUncategorized', 'Invalid request.'],
  invalidRequest: [400, 'invalidRequest', undefined, 'The request is malformed or incorrect.'],
  unknownSegment: [400, 'BadRequest', undefined, 'Resource not found for the segment.'],
  notFoundUncategorized: [
    404,
    'notFound',
    'notFoundUncategorized',
    'The resource could not be found.',
  ],
  itemNotFound: [404, 'itemNotFound', undefined, 'Item not found'],
  methodNotAllowedUncategorized: [
    405,
    'methodNotAllowed',
    'methodNotAllowedUncategorized',
    'The HTTP method in the request is not allowed on the resource.',
  ],
  payloadTooLargeUncategorized: [
    413,
    'payloadTooLarge',
    'payloadTooLargeUncategorized',
    'The request size exceeds the maximum limit.',
  ],
  unsupportedWorkbook: [
    400,
    'badRequest',
    'unsupportedWorkbook',
    'The workbook holds a feature that is not supported.',
  ],
  accessConflict: [409, 'conflict', 'accessConflict', 'Another client locks the workbook.'],
  EditModeCannotAcquireLock: [
    409,
    'EditModeCannotAcquireLock',
    'accessConflict',
    'The lock for editing could not be acquired.',
  ],
  conflictUncategorized: [
    409,
    'conflict',
    'conflictUncategorized',
    'The current state conflicts with what the request expects.',
  ],
  resourceLocked: [423, 'resourceLocked', undefined, 'The resource is locked.'],
  insufficientStorage: [507, 'insufficientStorage', undefined, 'There is no space left.'],

  // Load and faults of the service.
  tooManyRequestsUncategorized: [
    429,
    'tooManyRequests',
    'tooManyRequestsUncategorized',
    'The app or user has been throttled.',
  ],
  EditModeCannotAcquireLockTooManyRequests: [
    429,
    'EditModeCannotAcquireLockTooManyRequests',
    'tooManyRequestsUncategorized',
    'Too many requests for the lock.',
  ],
  MaxSessionsPerUserExceeded: [
    429,
    'MaxSessionsPerUserExceeded',
    undefined,
    'The user has too many sessions.',
  ],
  internalServerErrorUncategorized: [
    500,
    'internalServerError',
    'internalServerErrorUncategorized',
    'An unspecified error has occurred.',
  ],
  GenericFileOpenError: [
    500,
    'GenericFileOpenError',
    'internalServerErrorUncategorized',
    'The file could not be opened.',
  ],
  notImplementedUncategorized: [
    501,
    'notImplemented',
    'notImplementedUncategorized',
    'The requested feature is not implemented.',
  ],
  badGateway: [502, 'badGateway', undefined, 'The server encountered a temporary error.'],
  transientFailure: [503, 'serviceUnavailable', 'transientFailure', 'A transient fault.'],
  serviceUnavailable: [503, 'serviceUnavailable', undefined, 'The service is unavailable.'],
  serviceUnavailableUncategorized: [
    503,
    'serviceUnavailable',
    'serviceUnavailableUncategorized',
    'The service is unavailable.',
  ],
  gatewayTimeoutUncategorized: [
    504,
    'gatewayTimeout',
    'gatewayTimeoutUncategorized',
    'The request was not finished in time.',
  ],
  MaxRequestDurationExceeded: [
    504,
    'MaxRequestDurationExceeded',
    'gatewayTimeoutUncategorized',
    'The request took too long.',
  ],
  UnknownError: [504, 'UnknownError', undefined, ''],
} as const satisfies Record<string, DocumentedError>;

/** Names an error that the documents or the field know. */
export type GraphErrorCode = keyof typeof documentedErrors;

/** What the service says of the request in every answer. */
export interface RequestIds {
  readonly requestId: string;
  /** What the client called it; absent when the client did not. */
  readonly clientRequestId?: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

/** The status and the JSON body with which the service reports an error. */
export interface GraphError {
  readonly status: number;
  readonly body: string;
}

/** An error without what is said of the request. */
export interface ErrorDetails {
  readonly code: string;
  readonly message: string;
  readonly innerError?: ErrorDetails;
}

/**
 * The error in the shape of the field: `error.code` mostly names the special case, the documented
 * class stands in `error.innerError.code`, and deeper down the special case again.
 */
export function errorDetails(error: GraphErrorCode): ErrorDetails {
  const [, code, secondLevelCode, message]: DocumentedError = documentedErrors[error];
  return secondLevelCode === undefined
    ? { code, message }
    : {
        code,
        message,
        innerError: { code: secondLevelCode, message, innerError: { code, message } },
      };
}

export function graphError(error: GraphErrorCode, ids: RequestIds): GraphError {
  const [status]: DocumentedError = documentedErrors[error];
  const { code, message, innerError: inner } = errorDetails(error);
  const innerError = {
    ...inner,
    date: new Date(ids.at).toISOString().replace(/\.\d+Z$/, 'Z'),
    'request-id': ids.requestId,
    ...(ids.clientRequestId === undefined ? {} : { 'client-request-id': ids.clientRequestId }),
  };
  return { status, body: JSON.stringify({ error: { code, message, innerError } }) };
}
