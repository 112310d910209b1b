import assert from 'node:assert/strict';
import { commandIds } from '../../../src/contributions';
import {
  errorCodes,
  WorkbookSessionError,
  type ErrorCode,
  type ErrorFacts,
} from '../../../src/core/errors';
import { purposeOfCreation, errorNotice } from '../../../src/presentation/errorNotice';

const creating = purposeOfCreation('Budget.xlsx');
const notice = (code: ErrorCode, facts?: ErrorFacts) =>
  errorNotice(new WorkbookSessionError(code, facts), creating);

describe('errorNotice', () => {
  it('begins with what did not come about, then tells why and what to do', () => {
    assert.deepEqual(notice('network'), {
      place: 'error',
      text:
        'No session of “Budget.xlsx” was created. Microsoft Graph could not be reached. ' +
        'Check the network, a proxy or VPN, and try again.',
      actions: [{ id: 'tryAgain', label: 'Try Again' }],
    });
    const unnamed = errorNotice(new WorkbookSessionError('network'), purposeOfCreation(''));
    assert.match(unnamed.text, /^No session was created\. Microsoft Graph/);
  });

  it('tells an error by itself where nobody says what was being done', () => {
    const { text } = errorNotice(new WorkbookSessionError('signInFailed'));
    assert.match(text, /^The sign-in failed\. Check/);
  });

  it('does not say that no session was created where one may be there', () => {
    const codes = ['sessionMayExist', 'openingTimedOut', 'openingAbandoned', 'recordNotSaved'];
    for (const code of errorCodes) {
      assert.equal(notice(code).text.includes('No session'), !codes.includes(code), code);
    }
  });

  it('takes what the user cancelled for no error', () => {
    const places = errorCodes
      .map((code) => [code, notice(code).place])
      .filter(([, place]) => place !== 'error');
    assert.deepEqual(places, [
      ['signInCancelled', 'statusBar'],
      ['endpointNotConfirmed', 'statusBar'],
      ['openingAbandoned', 'info'],
      ['cancelled', 'statusBar'],
    ]);
  });

  it('says quietly, in a few words, what did not come about because the user cancelled', () => {
    const quiet = { place: 'statusBar', text: 'No session of “Budget.xlsx” was created.' } as const;
    assert.deepEqual(notice('signInCancelled'), { ...quiet, actions: [] });
    assert.deepEqual(notice('endpointNotConfirmed'), { ...quiet, actions: [] });
    const { text } = errorNotice(new WorkbookSessionError('signInCancelled'));
    assert.equal(text, 'The sign-in was cancelled.');
  });

  it('leads to the guide where the browser may have shown an error before the user cancelled', () => {
    const { place, text, actions } = notice('signInCancelled', { wasInBrowser: true });
    assert.equal(place, 'info');
    assert.match(
      text,
      /^No session of “Budget\.xlsx” was created\. The sign-in was cancelled\..*AADSTS/,
    );
    assert.deepEqual(
      actions.map(({ id }) => id),
      ['signIn', 'setUpSignIn'],
    );
  });

  it('shows a workbook’s name as plain text', () => {
    const { text } = errorNotice(
      new WorkbookSessionError('network'),
      purposeOfCreation('[a](command:b)\nBudget.xlsx'),
    );
    assert.match(text, /^No session of “\[a\] \(command:b\) Budget\.xlsx” was created\./);
  });

  it('says for each command that can fail what did not come about, in one sentence', () => {
    const error = new WorkbookSessionError('network');
    const alone = errorNotice(error).text;
    const sentences = commandIds
      .map((id) => errorNotice(error, id).text.replace(alone, '').trim())
      .filter((sentence) => sentence !== '');
    assert.ok(sentences.length > 10);
    for (const sentence of sentences) {
      assert.match(sentence, /^[A-Z][^.]+\.$/);
    }
  });
});
