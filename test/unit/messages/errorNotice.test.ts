import assert from 'node:assert/strict';
import { commandIds, type CommandId } from '../../../src/contributions';
import {
  errorCodes,
  WorkbookSessionError,
  type ErrorCode,
  type ErrorFacts,
} from '../../../src/model/errors';
import { errorNotice, purposeOfAdding, purposeOfCreation } from '../../../src/messages/errorNotice';

const creating = purposeOfCreation('Budget.xlsx');
const notice = (code: ErrorCode, facts?: ErrorFacts) =>
  errorNotice(new WorkbookSessionError(code, facts), creating);

describe('An error notice', () => {
  it('says first what wasn’t done, then why, then what to do', () => {
    assert.deepEqual(notice('network'), {
      place: 'error',
      text:
        'No session of “Budget.xlsx” was created. Microsoft Graph couldn’t be reached. ' +
        'Check your network, proxy, or VPN, and try again.',
      actions: [{ id: 'tryAgain', label: 'Try Again' }],
    });
    const unnamed = errorNotice(new WorkbookSessionError('network'), purposeOfCreation(''));
    assert.match(unnamed.text, /^No session was created\. Microsoft Graph/);
  });

  it('says only the error if the purpose is unknown', () => {
    const { text } = errorNotice(new WorkbookSessionError('signInFailed'));
    assert.match(text, /^The sign-in failed\. Check/);
  });

  it('doesn’t say that no session was created if there may be one', () => {
    const codes = ['sessionMayExist', 'openingTimedOut', 'openingAbandoned', 'recordNotSaved'];
    for (const code of errorCodes) {
      assert.equal(notice(code).text.includes('No session'), !codes.includes(code), code);
    }
  });

  it('doesn’t show a cancellation as an error', () => {
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

  it('says in the status bar what wasn’t done because the user cancelled', () => {
    const quiet = { place: 'statusBar', text: 'No session of “Budget.xlsx” was created.' } as const;
    assert.deepEqual(notice('signInCancelled'), { ...quiet, actions: [] });
    assert.deepEqual(notice('endpointNotConfirmed'), { ...quiet, actions: [] });
    const { text } = errorNotice(new WorkbookSessionError('signInCancelled'));
    assert.equal(text, 'The sign-in was cancelled.');
  });

  it('offers the guide if the browser may have shown an error before the user cancelled', () => {
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

  it('counts the sessions that weren’t added, unless none was added', () => {
    const text = (failed: number, all: number) =>
      errorNotice(new WorkbookSessionError('storageUnreadable'), purposeOfAdding(failed, all)).text;
    assert.match(text(1, 1), /^No session was added\. /);
    assert.match(text(3, 3), /^No session was added\. /);
    assert.match(text(1, 3), /^1 session was not added\. /);
    assert.match(text(2, 3), /^2 sessions were not added\. /);
  });

  it('has a first sentence for each command, except where the error says it all', () => {
    const error = new WorkbookSessionError('network');
    const alone = errorNotice(error).text;
    const sentenceOf = (id: CommandId) => errorNotice(error, id).text.replace(alone, '').trim();
    assert.deepEqual(Object.fromEntries(commandIds.map((id) => [id, sentenceOf(id)])), {
      'workbookSessions.createSession': 'No session was created.',
      'workbookSessions.addSession': 'No session was added.',
      'workbookSessions.trackFound': 'No session was added.',
      'workbookSessions.closeFound': 'No session was closed.',
      'workbookSessions.createAnother': 'No session was created.',
      'workbookSessions.closeSession': 'No session was closed.',
      'workbookSessions.closeSessions': 'No session was closed.',
      'workbookSessions.closeWorkbookSessions': 'No session was closed.',
      'workbookSessions.closeAllSessions': 'No session was closed.',
      'workbookSessions.closeExpiredSessions': 'No session was closed.',
      'workbookSessions.refreshSession': 'No session was refreshed.',
      'workbookSessions.refreshSessions': 'No session was refreshed.',
      'workbookSessions.refreshAllSessions': 'No session was refreshed.',
      'workbookSessions.createAgain': 'No session was created.',
      'workbookSessions.keepAlive': 'Keep-alive was not turned on.',
      'workbookSessions.stopKeepAlive': 'Keep-alive was not turned off.',
      'workbookSessions.setLabel': 'The label was not set.',
      'workbookSessions.setMode': 'The mode was not set.',
      'workbookSessions.clearRecentlyClosed': '',
      'workbookSessions.forgetSession': 'No session was forgotten.',
      'workbookSessions.forgetSessions': 'No session was forgotten.',
      'workbookSessions.copySessionId': 'Nothing was copied.',
      'workbookSessions.copyWorkbookAddress': 'Nothing was copied.',
      'workbookSessions.copyAs': 'Nothing was copied.',
      'workbookSessions.copyList': 'Nothing was copied.',
      'workbookSessions.openWorkbook': 'The workbook was not opened in the browser.',
      'workbookSessions.groupBy': '',
      'workbookSessions.sortBy': '',
      'workbookSessions.showSessions': '',
      'workbookSessions.setUpSignIn': '',
      'workbookSessions.signIn': '',
      'workbookSessions.signInAs': '',
      'workbookSessions.switchAccount': '',
      'workbookSessions.signOut': '',
      'workbookSessions.useAccessToken': '',
      'workbookSessions.startSandbox': 'The sandbox was not started.',
      'workbookSessions.stopSandbox': 'The sandbox was not stopped.',
      'workbookSessions.openRecordingTerminal': 'No terminal was opened.',
      'workbookSessions.showLog': '',
    } satisfies Record<CommandId, string>);
  });
});
