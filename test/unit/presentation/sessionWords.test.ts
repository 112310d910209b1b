import assert from 'node:assert/strict';
import type { WorkbookSession } from '../../../src/core/workbookSession';
import {
  minutesLeft,
  modeText,
  ownerText,
  sessionDetails,
  shortName,
  stateText,
  statusAt,
  workbookName,
} from '../../../src/presentation/sessionWords';
import { aSandbox, aWorkbookSession, someTime } from '../../builders';

const minute = 60_000;

/** A session as it is when nothing tells when it was last active. */
function neverActive(change: Partial<WorkbookSession> = {}): WorkbookSession {
  const { expiresAt, lastActiveAt, ...session } = aWorkbookSession(change);
  assert(expiresAt !== undefined && lastActiveAt !== undefined);
  return session;
}

describe('sessionWords', () => {
  it('names a session after its key and a workbook in plain text', () => {
    const session = aWorkbookSession({ key: '1a2b3c4d-0000-4000-8000-000000000000' });
    assert.equal(shortName(session), '1a2b3c4d');
    assert.equal(workbookName({ workbookName: 'a\nb' }), 'a b');
    assert.equal(workbookName({ workbookName: '\u200E' }), 'Unnamed workbook');
  });

  it('tells the three modes apart', () => {
    assert.deepEqual(['persistent', 'nonPersistent', 'unknownMode'].length, 3);
    assert.equal(modeText('persistent'), 'persistent');
    assert.equal(modeText('nonPersistent'), 'non-persistent');
    assert.equal(modeText('unknownMode'), 'unknown mode');
  });

  const times: [number, string][] = [
    [0, 'about 5 min left'],
    [1, 'about 5 min left'],
    [minute, 'about 4 min left'],
    [5 * minute - 1, 'about 1 min left'],
    [5 * minute, 'may have expired'],
    [500 * minute, 'may have expired'],
  ];
  for (const [passed, expected] of times) {
    it(`says “${expected}” ${passed} ms after the last call`, () => {
      assert.equal(stateText(aWorkbookSession(), someTime + passed), expected);
    });
  }

  it('says what it is in the other states', () => {
    const state = (change: Partial<WorkbookSession>) =>
      stateText(aWorkbookSession(change), someTime);
    assert.equal(state({ status: 'opening' }), 'opening…');
    assert.equal(state({ status: 'closing' }), 'closing…');
    assert.equal(state({ status: 'closeFailed' }), 'not closed');
    const failure = { code: 'locked', at: someTime } as const;
    assert.equal(state({ status: 'closeFailed', failure }), 'workbook locked');
    assert.equal(stateText(neverActive({ status: 'maybeExpired' }), someTime), 'time left unknown');
    assert.equal(stateText(neverActive(), someTime), 'time left unknown');
  });

  it('says as whom to sign in where that is what a close failed of', () => {
    const failure = { code: 'accountUnavailable', at: someTime } as const;
    const session = aWorkbookSession({ status: 'closeFailed', failure });
    assert.equal(stateText(session, someTime), 'sign in as ada@example.com to close');
    const { account, ...ofNobody } = session;
    assert(account);
    assert.equal(stateText(ofNobody, someTime), 'account not available');
  });

  it('sees that time has passed since the snapshot', () => {
    const session = aWorkbookSession();
    assert.equal(statusAt(session, someTime), 'open');
    assert.equal(statusAt(session, someTime + 5 * minute), 'maybeExpired');
    assert.equal(statusAt({ ...session, status: 'closing' }, someTime + 5 * minute), 'closing');
    assert.equal(minutesLeft(session, someTime + 5 * minute), undefined);
  });

  it('says when a session is not saved', () => {
    const details = sessionDetails(aWorkbookSession({ isSaved: false }), someTime);
    assert.deepEqual(details, ['about 5 min left', 'persistent', 'not saved']);
  });

  it('says whose a session is', () => {
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
