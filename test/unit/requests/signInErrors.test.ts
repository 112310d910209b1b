import assert from 'node:assert/strict';
import {
  codeOfSignInFailure,
  entraCodesIn,
  wasCancelledInBrowser,
} from '../../../src/requests/signInErrors';

/** As Microsoft Entra, msal-node and VS Code word them. */
const failures: readonly (readonly [code: string, message: string])[] = [
  ['consentRequired', 'invalid_grant: AADSTS65001: The user or administrator has not consented'],
  ['appOfMicrosoft', 'AADSTS65002: Consent between first party application must be configured'],
  ['consentRefused', 'access_denied: AADSTS65004: User declined to consent to access the app.'],
  ['adminConsentRequired', 'AADSTS90094: The grant requires admin permission.'],
  ['redirectUriMissing', "AADSTS50011: The redirect URI 'http://localhost:1234' does not match"],
  ['publicClientNotAllowed', "AADSTS7000218: The request body must contain 'client_assertion'"],
  ['appNotFound', "AADSTS700016: Application with identifier 'x' was not found in the directory"],
  ['appOfOneTenant', 'AADSTS50194: Application is not configured as a multi-tenant application.'],
  ['accountNotInTenant', "AADSTS50020: User account 'x' does not exist in tenant 'y'"],
  ['providerUnavailable', "Timed out waiting for authentication provider 'microsoft' to register."],
  ['signInCancelled', 'User did not consent to login.'],
  ['signInCancelled', 'Cancelled'],
  ['signInFailed', 'AADSTS50076: Due to a configuration change you must use MFA.'],
  ['signInFailed', 'AADSTS500113: No reply address is registered for the application.'],
  ['signInFailed', ''],
];

describe('What a sign-in failed of', () => {
  for (const [code, message] of failures) {
    it(`is ${code} for “${message}”`, () => {
      assert.equal(codeOfSignInFailure(message), code);
    });
  }

  it('is the first code that says what to do', () => {
    const message = 'AADSTS50076: first. AADSTS65001: second. User cancelled';
    assert.equal(codeOfSignInFailure(message), 'consentRequired');
  });

  it('may have been shown in the browser, unless the user refused VS Code’s own question', () => {
    assert.equal(wasCancelledInBrowser('User did not consent to login.'), false);
    assert.equal(wasCancelledInBrowser('Cancelled'), true);
    assert.equal(wasCancelledInBrowser('AADSTS65001: not consented'), false);
  });

  it('is logged by the codes alone', () => {
    const message = 'AADSTS65001: for ada@contoso.example. Trace 4711 AADSTS50076x AADSTS50076';
    assert.deepEqual(entraCodesIn(message), ['AADSTS65001', 'AADSTS50076']);
  });
});
