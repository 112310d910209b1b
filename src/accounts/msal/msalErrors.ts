import type { AuthError } from '@azure/msal-node';
import type { ErrorCode } from '../../model/errors';
import { codeOfSignInFailure, entraCodesIn } from '../../requests/signInErrors';

/** What msal and OAuth call it (RFC 6749, 4.1.2.1; RFC 8628, 3.5; Entra's `suberror`). */
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

/** What msal failed of, with Entra's codes for the log. Its texts may hold names and tokens: they stay out. */
export interface MsalFailure {
  readonly code: ErrorCode;
  readonly entraCodes: readonly string[];
}

/** @param lastCodes Entra's codes in the last answer, where msal's own error may lack them */
export function failureOf(error: AuthError, lastCodes: readonly string[] = []): MsalFailure {
  const entraCodes = [...new Set([...entraCodesIn(error.message), ...lastCodes])];
  const refusal = refusalOf(entraCodes);
  if (refusal.code !== 'signInFailed') {
    return refusal;
  }
  const known = wordsOf(error).map((word) => meanings.get(word));
  return { code: known.find((code) => code !== undefined) ?? 'signInFailed', entraCodes };
}

/** What an answer with these codes means. */
export function refusalOf(entraCodes: readonly string[]): MsalFailure {
  return { code: codeOfSignInFailure(entraCodes.join(' ')), entraCodes };
}

/** The more exact ones first. While it polls, msal names the server's word at the end of its text. */
function wordsOf({ subError, errorCode, errorMessage }: AuthError): readonly string[] {
  const polled = errorCode === 'post_request_failed' ? /(\w+)\W*$/.exec(errorMessage)?.[1] : '';
  return [subError, polled ?? '', errorCode];
}
