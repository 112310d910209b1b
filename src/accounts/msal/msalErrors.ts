import type { AuthError } from '@azure/msal-node';
import type { ErrorCode } from '../../model/errors';
import { codeOfSignInFailure, entraCodesIn } from '../../requests/signInErrors';

/** The errors of msal and OAuth (RFC 6749, 4.1.2.1; RFC 8628, 3.5; Entra's `suberror`). */
const meanings: ReadonlyMap<string, ErrorCode> = new Map([
  ['access_denied', 'consentRefused'],
  ['authorization_declined', 'consentRefused'],
  ['user_cancelled', 'signInCancelled'],
  ['user_canceled', 'signInCancelled'],
  ['device_code_polling_cancelled', 'signInCancelled'],
  ['device_code_expired', 'signInTimedOut'],
  ['user_timeout_reached', 'signInTimedOut'],
  ['expired_token', 'signInTimedOut'],
  ['code_expired', 'signInTimedOut'],
  ['consent_required', 'consentRequired'],
  ['interaction_required', 'signInRequired'],
  ['login_required', 'signInRequired'],
  ['no_tokens_found', 'signInRequired'],
  ['refresh_token_expired', 'signInRequired'],
  ['bad_token', 'signInRequired'],
  ['invalid_grant', 'signInRequired'],
  ['network_error', 'network'],
]);

/** The error code, and Entra's codes for the log. The texts of msal may hold names and tokens, so they aren't here. */
export interface MsalFailure {
  readonly code: ErrorCode;
  readonly entraCodes: readonly string[];
}

/** @param lastCodes Entra's codes in the last answer, which may be missing from msal's error */
export function failureOf(error: AuthError, lastCodes: readonly string[] = []): MsalFailure {
  const entraCodes = [...new Set([...entraCodesIn(error.message), ...lastCodes])];
  const failure = failureOfCodes(entraCodes);
  if (failure.code !== 'signInFailed') {
    return failure;
  }
  const known = wordsOf(error).map((word) => meanings.get(word));
  return { code: known.find((code) => code !== undefined) ?? 'signInFailed', entraCodes };
}

/** The failure that an answer with these codes stands for. */
export function failureOfCodes(entraCodes: readonly string[]): MsalFailure {
  return { code: codeOfSignInFailure(entraCodes.join(' ')), entraCodes };
}

/** The most specific word first. While msal polls, it puts the server's error at the end of its own text. */
function wordsOf({ subError, errorCode, errorMessage }: AuthError): readonly string[] {
  const polled = errorCode === 'post_request_failed' ? /(\w+)\W*$/.exec(errorMessage)?.[1] : '';
  return [subError, polled ?? '', errorCode];
}
