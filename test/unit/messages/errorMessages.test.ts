import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { errorCodes, type ErrorCode, type ErrorFacts } from '../../../src/model/errors';
import { errorMessage } from '../../../src/messages/errorMessages';
import { failureReason } from '../../../src/messages/failureReasons';
import { messageAction } from '../../../src/messages/messageActions';
import { acts, type Act } from '../../../src/messages/errorTexts/errorText';
import { messageActionIds } from '../../../src/messages/messageActions';

const all = (code: ErrorCode, facts?: ErrorFacts, act?: Act) => {
  const { what, advice } = errorMessage(code, facts, act);
  return `${what} ${advice}`;
};

describe('The error message', () => {
  for (const code of errorCodes) {
    it(`for ${code} says what happened and what to do, one sentence each`, () => {
      for (const act of acts) {
        const { what, advice } = errorMessage(code, {}, act);
        for (const sentence of [what, advice]) {
          assert.match(sentence, /^[A-Z].{7,}\.$/);
          assert.doesNotMatch(sentence, /\{\d\}|undefined|\. [A-Z]/);
        }
      }
    });
  }

  for (const language of ['en', 'pt-br']) {
    it(`has a short reason for rows of the narrowest view, in ${language}`, () => {
      const bundle = language === 'en' ? '' : `.${language}`;
      l10n.config({ fsPath: join(__dirname, `../../../l10n/bundle.l10n${bundle}.json`) });
      try {
        for (const code of errorCodes) {
          for (const facts of [{}, { accountLabel: 'ada@contoso.example' }]) {
            assert.match(failureReason(code, facts), /^\S.{2,19}$/u, code);
          }
        }
      } finally {
        l10n.config({ contents: {} });
      }
    });
  }

  it('has a label for each button', () => {
    const labels = messageActionIds.map((id) => messageAction(id).label);
    assert.equal(new Set(labels).size, messageActionIds.length);
  });

  const knowledge: [ErrorCode, RegExp][] = [
    ['excelAccessDenied', /\.xls file.*by path.*SharePoint/],
    ['fileOpenUnauthorized', /Signing in again doesn’t help/],
    ['locked', /closing your own session may not unlock it/],
    ['outcomeUnknown', /stays listed.*safely close or refresh it again/],
    ['sessionMayExist', /expires by itself after about 5 idle minutes.*about 7/],
    ['openAccessDenied', /sensitivity label/],
    ['storageUnreadable', /Nothing was deleted/],
    ['accountUnavailable', /Sign in with that account/],
  ];
  for (const [code, expected] of knowledge) {
    it(`for ${code} contains the facts that users need`, () => {
      assert.match(all(code), expected);
    });
  }

  it('mentions no session to a user who looks for a workbook or creates a session', () => {
    // A session is what these are about: the new one, or those of the service.
    const ofNew = ['sessionMayExist', 'openingAbandoned', 'openingTimedOut', 'recordNotSaved'];
    const ofService = ['tooManySessions', 'storageUnreadable'];
    const known = [...ofNew, ...ofService];
    const isUseOnly = (code: ErrorCode) =>
      /^session[A-Z]|^invalidSessionId$|^outcomeUnknown$|^goneOrOf/.test(code);
    for (const code of errorCodes.filter((one) => !isUseOnly(one) && !known.includes(one))) {
      for (const act of ['create', 'find'] as const) {
        assert.doesNotMatch(
          all(code, {}, act),
          /\b(?:the|a|your own) session\b|session ID|sessions of a stopped sandbox/i,
        );
      }
    }
  });

  it('mentions no workbook to a user who opens a folder', () => {
    assert.equal(
      errorMessage('accessDenied', {}, 'find').what,
      'This account isn’t allowed to look there.',
    );
    assert.match(all('workbookNotFound', {}, 'find'), /didn’t find what you asked for/);
    assert.match(all('gatewayTimeout', {}, 'find'), /Try again in a few minutes\.$/);
  });

  it('offers Add Again only to a user who added a session', () => {
    assert.deepEqual(errorMessage('invalidAddress', {}, 'create').actions, []);
    assert.equal(errorMessage('invalidAddress').actions[0]?.id, 'addAgain');
  });

  it('says how long the service wants the user to wait', () => {
    assert.match(all('throttled', { retryAfterMs: 120_000 }), /Wait 2 minutes and try again/);
    assert.match(all('serviceUnavailable', { retryAfterMs: 1000 }), /Wait 1 second and/);
    assert.match(all('throttled'), /Wait a little/);
  });

  it('explains the missing app registration to those who create or look for a session', () => {
    const created = all('clientIdMissing', {}, 'create');
    assert.match(created, /VS Code.*Files\.ReadWrite.*app registration.*access token.*sandbox/);
    assert.match(all('clientIdMissing', {}, 'find'), /app registration.*access token.*sandbox/);
  });

  it('says what a listed session needs without an account, and offers no sandbox for it', () => {
    assert.equal(
      all('clientIdMissing', {}, 'use'),
      'You aren’t signed in. Set up sign-in with your own app registration, or use an access token from Graph Explorer.',
    );
    assert.equal(failureReason('clientIdMissing'), 'sign-in needed');
  });

  it('names the account, as plain text', () => {
    const accountLabel = 'ada\n[x](command:y)@example.com';
    assert.match(all('accountUnavailable', { accountLabel }), /account ada \[x\] \(command:y\)@/);
    assert.match(all('signInRequired', { accountLabel: 'ada' }), /The account ada isn’t signed in/);
  });

  const buttons: [ErrorCode, string | undefined][] = [
    ['signInRequired', 'signIn'],
    ['clientIdMissing', 'setUpSignIn'],
    ['appOfMicrosoft', 'setUpSignIn'],
    ['appNotFound', 'setUpSignIn'],
    ['redirectUriMissing', 'setUpSignIn'],
    ['publicClientNotAllowed', 'setUpSignIn'],
    ['appOfOneTenant', 'openTenantSetting'],
    ['adminConsentRequired', 'copyAdminConsentLink'],
    ['consentRequired', 'signIn'],
    ['consentRefused', 'signIn'],
    ['accessTokenExpired', 'useAccessToken'],
    ['endpointNotConfirmed', 'openEndpointSetting'],
    ['sandboxUnavailable', 'startSandbox'],
    ['recordNotSaved', 'saveAgain'],
    ['invalidSessionId', 'addAgain'],
    ['workbookNotFound', 'tryAgain'],
    ['network', 'tryAgain'],
    ['unexpected', 'showLog'],
    ['sessionGone', undefined],
  ];
  for (const [code, id] of buttons) {
    it(`for ${code} offers ${id ?? 'no button'}`, () => {
      assert.equal(errorMessage(code).actions[0]?.id, id);
    });
  }

  it('lets the user choose what replaces an expired access token', () => {
    const { actions } = errorMessage('accessTokenExpired');
    assert.deepEqual(
      actions.map(({ label }) => label),
      ['Use an Access Token', 'Sign In'],
    );
  });

  it('offers no sign-in where signing in doesn’t help', () => {
    for (const code of ['fileOpenUnauthorized', 'accessDenied', 'excelAccessDenied'] as const) {
      assert.notEqual(errorMessage(code).actions[0]?.id, 'signIn');
    }
  });

  it('says “it” only of a workbook that wasn’t found, because other languages have genders', () => {
    const advice = (act: Act) => errorMessage('workbookNotFound', {}, act).advice;
    const rest = 'may have been moved or deleted, or this account can’t see it';
    assert.equal(advice('create'), `It ${rest}.`);
    assert.match(advice('use'), new RegExp(`^It ${rest}; `));
    assert.equal(advice('find'), `The file or folder ${rest}.`);
  });

  it('has the reason for a row why a session is still open', () => {
    assert.equal(failureReason('accessConflict'), 'workbook in use');
    assert.equal(failureReason('sessionMayExist'), 'not closed');
    const facts = { accountLabel: 'ada@example.com' };
    assert.equal(failureReason('accountUnavailable', facts), 'sign in to close');
    assert.equal(failureReason('accountUnavailable'), 'account unavailable');
  });
});
