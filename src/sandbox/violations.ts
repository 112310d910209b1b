/** What a polite and correct client of the Graph never does. */
export type ViolationKind =
  /** Missing, sent twice, or not `Bearer` and a token. */
  | 'authorizationHeader'
  /** Missing or sent twice, or not printable ASCII; for refresh and close only. */
  | 'sessionIdHeader'
  /** Missing, sent twice, or not JSON; for actions only. */
  | 'contentTypeHeader'
  /** Missing, sent twice, or not a GUID. */
  | 'clientRequestIdHeader'
  /** A GUID that an earlier request had. */
  | 'clientRequestIdRepeated'
  /** Not empty and not `{}` for refresh and close, no JSON object with a flag for create. */
  | 'unexpectedBody'
  | 'wrongMethod'
  | 'unknownPath'
  /** An action on a workbook on which another one was under way. */
  | 'parallelCalls'
  /** A call before `Retry-After` had elapsed. */
  | 'calledTooEarly'
  /** A token or a session id in the request target. */
  | 'secretInUrl';

export interface Violation {
  readonly kind: ViolationKind;
  /** One sentence for whoever reads a failed test. */
  readonly detail: string;
}
