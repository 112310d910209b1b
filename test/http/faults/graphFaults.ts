import type { Fault } from '../../../src/sandbox/faults';
import type { GraphErrorCode } from '../../../src/sandbox/sandboxErrors';

type ErrorFacts = Partial<Pick<Extract<Fault, { kind: 'error' }>, 'retryAfter' | 'status'>>;

/** A documented error, so many times. */
export function error(error: GraphErrorCode, facts: ErrorFacts = {}, times = 1): Fault {
  return { kind: 'error', error, ...facts, times };
}

/** An answer that is in no document, so many times. */
export function answer(status: number, body = '', times = 1): Fault {
  const headers = { 'content-type': 'application/json' };
  return { kind: 'answer', status, headers, body, times };
}

/** A 401 that wants the token to prove more, with more in its header than anybody should believe. */
export function challenge(claims: unknown, code = 'InvalidAuthenticationToken', times = 1): Fault {
  const encoded = Buffer.from(JSON.stringify(claims)).toString('base64');
  return {
    kind: 'answer',
    status: 401,
    headers: {
      'content-type': 'application/json',
      'www-authenticate': `Bearer realm="", authorization_uri="https://login.example/authorize", scope="https://graph.microsoft.com/.default", error="insufficient_claims", claims="${encoded}"`,
    },
    body: errorBody(code),
    times,
  };
}

export function html(status: number, times = 1): Fault {
  return { kind: 'htmlPage', status, times };
}

/** Something that goes wrong with the connection or after the request was carried out. */
export function breakage(
  kind:
    | 'resetBeforeRead'
    | 'resetAfterRead'
    | 'resetAfterCarriedOut'
    | 'silence'
    | 'gzipBomb'
    | 'emptyBody'
    | 'okInsteadOfNoContent',
  times = 1,
): Fault {
  return { kind, times };
}

/** Fifty megabytes of JSON. */
export const fiftyMegabytes: Fault = { kind: 'hugeBody', bytes: 50 * 1024 * 1024 };

/** An error body with this code at the top, and this one as its class if any. */
export function errorBody(code: unknown, secondLevelCode?: string): string {
  const innerError = secondLevelCode === undefined ? undefined : { code: secondLevelCode };
  return JSON.stringify({ error: { code, message: 'x', innerError } });
}
