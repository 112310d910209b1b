import type { ErrorCode } from '../model/errors';

/** Microsoft Entra's codes (https://learn.microsoft.com/entra/identity-platform/reference-error-codes). */
export const meaningsOfEntraCodes: ReadonlyMap<string, ErrorCode> = new Map([
  ['AADSTS65001', 'consentRequired'],
  ['AADSTS65002', 'appOfMicrosoft'],
  ['AADSTS65004', 'consentRefused'],
  ['AADSTS90094', 'adminConsentRequired'],
  ['AADSTS50011', 'redirectUriMissing'],
  ['AADSTS7000218', 'publicClientNotAllowed'],
  ['AADSTS700016', 'appNotFound'],
  ['AADSTS50194', 'appOfOneTenant'],
  ['AADSTS50020', 'accountNotInTenant'],
]);

/** Why a sign-in failed. VS Code and Entra say that in a text, not in a code. */
export function codeOfSignInFailure(message: string): ErrorCode {
  const known = entraCodesIn(message).map((code) => meaningsOfEntraCodes.get(code));
  const meaning = known.find((code) => code !== undefined);
  if (meaning) {
    return meaning;
  }
  if (/timed out waiting for authentication provider|no authentication provider/i.test(message)) {
    return 'providerUnavailable';
  }
  return /did not consent|cancell?ed/i.test(message) ? 'signInCancelled' : 'signInFailed';
}

/** False if the user declined VS Code's own question, which comes before the browser. */
export function wasCancelledInBrowser(message: string): boolean {
  return codeOfSignInFailure(message) === 'signInCancelled' && !/did not consent/i.test(message);
}

/** Entra's codes in a text, for the log. They are not secret. */
export function entraCodesIn(message: string): readonly string[] {
  return message.match(/\bAADSTS\d{3,7}\b/g) ?? [];
}
