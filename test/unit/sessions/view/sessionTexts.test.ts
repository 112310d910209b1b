import assert from 'node:assert/strict';
import type { WorkbookSession } from '../../../../src/model/workbookSession';
import {
  minutesLeft,
  modeText,
  ownerText,
  rowText,
  sessionDetails,
  shortName,
  stateAt,
  stateText,
  statusAt,
  timeLeft,
  workbookName,
} from '../../../../src/sessions/view/sessionTexts';
import { aSandbox, anUncheckedSession, aWorkbookSession, someTime } from '../../../builders';

const minute = 60_000;

describe('sessionTexts', () => {
  it('names a session by its ID or else its key, and a workbook in plain text', () => {
    const session = aWorkbookSession({ key: '1a2b3c4d-0000-4000-8000-000000000000' });
    assert.equal(shortName(session), '1a2b3c4d');
    assert.equal(shortName({ ...session, shortId: 'c249c899' }), 'c249c899');
    assert.equal(workbookName({ workbookName: 'a\nb' }), 'a b');
    assert.equal(workbookName({ workbookName: '\u200E' }), 'Unnamed workbook');
  });

  it('has a text for each mode', () => {
    assert.equal(modeText('persistent'), 'persistent');
    assert.equal(modeText('nonPersistent'), 'non-persistent');
    assert.equal(modeText('unknownMode'), 'unknown mode');
  });

  const times: [number, string, string][] = [
    [0, 'about 5 minutes left', '~5 min'],
    [1, 'about 5 minutes left', '~5 min'],
    [minute, 'about 4 minutes left', '~4 min'],
    [5 * minute - 1, 'about 1 minute left', '~1 min'],
    [5 * minute, 'may have expired', 'may have expired'],
    [500 * minute, 'may have expired', 'may have expired'],
  ];
  for (const [passed, expected, inRow] of times) {
    it(`says “${expected}” ${passed} ms after the last call, “${inRow}” in a row`, () => {
      assert.equal(stateText(aWorkbookSession(), someTime + passed), expected);
      assert.equal(rowText(aWorkbookSession(), someTime + passed), inRow);
    });
  }

  it('has a text for each other state', () => {
    const state = (change: Partial<WorkbookSession>) =>
      stateText(aWorkbookSession(change), someTime);
    assert.equal(state({ status: 'opening' }), 'opening…');
    assert.equal(state({ status: 'closing' }), 'closing…');
    assert.equal(state({ status: 'closeFailed' }), 'not closed');
    const failure = { code: 'locked', at: someTime } as const;
    assert.equal(state({ status: 'closeFailed', failure }), 'workbook locked');
    const closing = aWorkbookSession({ status: 'closing' });
    assert.equal(rowText(closing, someTime), 'closing…');
  });

  it('calls a session that was never confirmed unchecked, not expired', () => {
    const added = anUncheckedSession();
    assert.equal(stateText(added, someTime), 'unchecked');
    assert.equal(rowText(added, someTime), 'unchecked');
    assert.equal(stateAt(added, someTime + 500 * minute), 'unchecked');
    assert.equal(stateAt(anUncheckedSession({ status: 'closeFailed' }), someTime), 'closeFailed');
    assert.equal(statusAt(added, someTime), 'maybeExpired');
  });

  it('knows whether a session has expired in any state', () => {
    for (const status of ['open', 'closing', 'closeFailed', 'maybeExpired'] as const) {
      const session = aWorkbookSession({ status });
      assert.equal(timeLeft(session, someTime), 'some');
      assert.equal(timeLeft(session, someTime + 5 * minute), 'none');
      assert.equal(timeLeft(anUncheckedSession({ status }), someTime + 5 * minute), 'unknown');
    }
  });

  it('says when a close failed because a sign-in is needed', () => {
    const failure = { code: 'accountUnavailable', at: someTime } as const;
    const session = aWorkbookSession({ status: 'closeFailed', failure });
    assert.equal(stateText(session, someTime), 'sign in to close');
    const { account, ...ofNobody } = session;
    assert(account);
    assert.equal(stateText(ofNobody, someTime), 'account unavailable');
  });

  it('uses the time of the call, not of the snapshot', () => {
    const session = aWorkbookSession();
    assert.equal(statusAt(session, someTime), 'open');
    assert.equal(statusAt(session, someTime + 5 * minute), 'maybeExpired');
    assert.equal(statusAt({ ...session, status: 'closing' }, someTime + 5 * minute), 'closing');
    assert.equal(minutesLeft(session, someTime + 5 * minute), 0);
  });

  it('says when a session is not saved', () => {
    const details = sessionDetails(aWorkbookSession({ isSaved: false }), someTime);
    assert.deepEqual(details, ['about 5 minutes left', 'persistent', 'not saved']);
  });

  it('names the owner of a session', () => {
    const account = { id: 'x', label: 'ada\u202E@example.com' };
    assert.equal(ownerText(aWorkbookSession({ account })), 'ada@example.com');
    assert.equal(ownerText(aWorkbookSession({ target: aSandbox() })), 'sandbox');
    const { account: none, ...session } = aWorkbookSession();
    assert(none);
    assert.equal(ownerText(session), undefined);
    const target = { cloud: 'usGovDoD' } as const;
    assert.equal(
      ownerText(aWorkbookSession({ account, target })),
      'ada@example.com, US Government (DoD)',
    );
    assert.equal(ownerText({ ...session, target }), 'US Government (DoD)');
  });
});
