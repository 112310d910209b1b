import assert from 'node:assert/strict';
import { AuthError, InteractionRequiredAuthError, ServerError } from '@azure/msal-node';
import { failureOf } from '../../../../src/accounts/msal/msalErrors';

const id = 'correlation';
const polled = (word: string) =>
  new AuthError('post_request_failed', id, `Post request failed from the network. ${word}`);

/** As msal-node makes them. */
const failures: readonly (readonly [code: string, error: AuthError, ...lastCodes: string[]])[] = [
  ['signInRequired', new InteractionRequiredAuthError('no_tokens_found', id)],
  ['signInRequired', new InteractionRequiredAuthError('interaction_required', id)],
  ['signInRequired', new InteractionRequiredAuthError('login_required', id)],
  ['signInRequired', new InteractionRequiredAuthError('invalid_grant', id, '', 'bad_token')],
  ['signInRequired', new ServerError('invalid_grant', id, 'AADSTS700082: It expired.')],
  [
    'consentRequired',
    new InteractionRequiredAuthError('invalid_grant', id, '', 'consent_required'),
  ],
  ['consentRequired', new ServerError('invalid_grant', id, 'AADSTS65001: No consent.')],
  ['consentRefused', new ServerError('access_denied', id, 'AADSTS65004: Declined.')],
  ['consentRefused', new ServerError('access_denied', id, 'The resource owner denied it.')],
  ['adminConsentRequired', new ServerError('access_denied', id, 'AADSTS90094: Admin.')],
  ['signInCancelled', new AuthError('user_cancelled', id)],
  ['signInCancelled', new AuthError('device_code_polling_cancelled', id)],
  ['signInTimedOut', new AuthError('device_code_expired', id)],
  ['signInTimedOut', polled('expired_token')],
  ['consentRefused', polled('access_denied')],
  ['consentRefused', polled('authorization_declined')],
  ['publicClientNotAllowed', polled('invalid_client'), 'AADSTS7000218'],
  ['network', new AuthError('network_error', id)],
  ['signInFailed', new AuthError('state_mismatch', id)],
  ['signInFailed', polled('server_error')],
  ['signInFailed', new ServerError('invalid_request', id, 'AADSTS90014: Missing.')],
];

describe('An error of msal', () => {
  for (const [code, error, ...lastCodes] of failures) {
    it(`is reported as ${code} for ${error.name} “${error.message}” ${lastCodes.join()}`, () => {
      assert.equal(failureOf(error, lastCodes).code, code);
    });
  }

  it('is logged with each of Entra’s codes once', () => {
    const error = new ServerError('x', id, 'AADSTS50076: ada. AADSTS50079');
    assert.deepEqual(failureOf(error, ['AADSTS50079']).entraCodes, ['AADSTS50076', 'AADSTS50079']);
  });
});
