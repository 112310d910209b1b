import assert from 'node:assert/strict';
import { WorkbookSessionError, type ErrorCode } from '../../../src/model/errors';
import type { MessageAction } from '../../../src/messages/messageActions';
import { failureRows } from '../../../src/workbooks/failureRows';
import type { WorkbookRow } from '../../../src/workbooks/workbookRow';

const offerAll = (actions: readonly MessageAction[]) => actions;
const failed = (code: ErrorCode, canAskForAllFiles = false) =>
  failureRows(new WorkbookSessionError(code), canAskForAllFiles, offerAll);
const choices = (rows: readonly WorkbookRow[]) =>
  rows.map(({ label, choice }) => [
    label,
    choice.kind === 'act' ? `${choice.kind} ${choice.action}` : choice.kind,
  ]);

describe('The rows of a failure in the workbook picker', () => {
  it('say what failed and what to do, and offer to ask for more where that may help', () => {
    assert.deepEqual(choices(failed('accessDenied', true)), [
      ['This account isn’t allowed to look there.', 'again'],
      ['Ask for Access to All Files That You Can Open…', 'withAllFiles'],
      ['Show Log', 'act showLog'],
    ]);
    assert.deepEqual(choices(failed('accessDenied')).length, 2);
    const [row] = failed('throttled');
    assert.match(`${row?.label} ${row?.detail}`, /too many requests.*Wait a little/);
  });

  it('sign in where that is what is missing', () => {
    assert.deepEqual(choices(failed('signInRequired')), [
      ['You aren’t signed in.', 'again'],
      ['Sign In', 'again'],
    ]);
    // The token is there, but it is no good: to ask with it again would not help.
    assert.deepEqual(choices(failed('unauthorized')), [
      ['Microsoft Graph refused the access token.', 'again'],
      ['Sign In', 'act signIn'],
    ]);
  });

  it('do at once what helps where asking again cannot', () => {
    assert.deepEqual(choices(failed('clientIdMissing')).slice(0, 3), [
      [failed('clientIdMissing')[0]?.label, 'act setUpSignIn'],
      ['Set Up Sign-In', 'act setUpSignIn'],
      ['Use an Access Token', 'act useAccessToken'],
    ]);
    assert.equal(failed('accessTokenExpired')[0]?.choice.kind, 'act');
  });

  it('offer nothing that cannot be done here', () => {
    const rows = failureRows(new WorkbookSessionError('clientIdMissing'), false, () => []);
    assert.deepEqual(choices(rows), [[rows[0]?.label, 'again']]);
  });
});
