import assert from 'node:assert/strict';
import type { CloseOutcome } from '../../../src/model/closeOutcome';
import type { ErrorCode } from '../../../src/model/errors';
import { openedMessage, outcomeMessage } from '../../../src/sessions/outcomeMessages';
import { anAccount, aWorkbookSession } from '../../builders';

const key = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
const sessions = (...names: string[]) =>
  names.map((workbookName, n) => aWorkbookSession({ key: key(n), workbookName }));
const budget = sessions('Budget.xlsx');

const closed = (n: number): CloseOutcome => ({ key: key(n), outcome: 'closed' });
const cancelled = (n: number): CloseOutcome => ({ key: key(n), outcome: 'cancelled' });
const failed = (n: number, code: ErrorCode): CloseOutcome => ({
  key: key(n),
  outcome: 'failed',
  code,
});
const gone = (n: number, code: ErrorCode = 'sessionGone'): CloseOutcome => ({
  key: key(n),
  outcome: 'alreadyGone',
  code,
});

const ids = ({ actions }: { actions: readonly { id: string }[] }) => actions.map(({ id }) => id);

describe('outcomeMessage', () => {
  describe('for one session', () => {
    it('closed', () => {
      assert.deepEqual(outcomeMessage([closed(0)], budget), {
        severity: 'info',
        text: 'Closed 1 session of “Budget.xlsx”.',
        actions: [],
      });
    });

    it('already gone, said as such', () => {
      assert.deepEqual(outcomeMessage([gone(0)], budget), {
        severity: 'info',
        text: 'The session of “Budget.xlsx” was already gone; it is off the list.',
        actions: [],
      });
    });

    it('gone because the sign-in failed, with a way to sign in', () => {
      const message = outcomeMessage([gone(0, 'sessionSignInFailed')], budget);
      assert.equal(message.severity, 'warning');
      assert.match(
        message.text,
        /already gone.* The sign-in to the session failed\. Sign in again/,
      );
      assert.deepEqual(ids(message), ['signIn']);
    });

    it('gone for another reason, which is told', () => {
      const message = outcomeMessage([gone(0, 'sessionWorkbookGone')], budget);
      assert.equal(message.severity, 'info');
      assert.match(message.text, /its workbook is no longer there/);
    });

    it('failed, with reason, advice and what helps', () => {
      assert.deepEqual(outcomeMessage([failed(0, 'locked')], budget), {
        severity: 'error',
        text:
          'The session of “Budget.xlsx” was not closed. The file is locked because someone or something has it open. ' +
          'Close it there and try again; closing your own session may not unlock it.',
        actions: [
          { id: 'tryAgain', label: 'Try Again' },
          { id: 'showLog', label: 'Show Log' },
        ],
      });
    });

    it('failed for want of a sign-in, which comes first', () => {
      const message = outcomeMessage([failed(0, 'accountUnavailable')], budget);
      assert.deepEqual(ids(message), ['signInAs', 'tryAgain', 'showLog']);
      assert.match(message.text, /account ada@example\.com/);
      const [signInAs] = message.actions;
      assert.equal(signInAs?.label, 'Sign In as ada@example.com');
      assert.deepEqual(signInAs.instead, { id: 'signIn', label: 'Sign In' });
    });

    it('failed for now, with the wait', () => {
      const outcome = { ...failed(0, 'throttled'), retryAfterMs: 30_000 };
      assert.match(outcomeMessage([outcome], budget).text, /Wait 30 seconds/);
    });

    it('no longer listed, which is no failure and cannot be tried again', () => {
      assert.deepEqual(outcomeMessage([failed(0, 'sessionNotListed')], budget), {
        severity: 'info',
        text: 'The session of “Budget.xlsx” is no longer on the list. It may have been closed or forgotten in another window.',
        actions: [],
      });
    });

    it('failed for good or for now, with a second try first and letting go second', () => {
      const message = outcomeMessage([failed(0, 'workbookNotFound')], budget);
      assert.deepEqual(ids(message), ['tryAgain', 'forget', 'showLog']);
    });

    it('failed with the sandbox gone, with no more than three buttons', () => {
      const message = outcomeMessage([failed(0, 'sandboxUnavailable')], budget);
      assert.deepEqual(ids(message), ['startSandbox', 'forget', 'tryAgain']);
    });

    it('cancelled, told truthfully', () => {
      assert.deepEqual(outcomeMessage([cancelled(0)], budget), {
        severity: 'info',
        text: 'The session of “Budget.xlsx” was left open because you cancelled.',
        actions: [],
      });
    });

    it('that may be closed or not', () => {
      const { severity, text } = outcomeMessage([failed(0, 'outcomeUnknown')], budget);
      assert.equal(severity, 'error');
      assert.equal(
        text,
        'It is not known whether the session of “Budget.xlsx” was closed. ' +
          'The answer was lost, so it’s unknown whether the request was carried out. ' +
          'The session stays listed until the service says that it’s closed or gone, and you can safely close or refresh it again.',
      );
    });

    it('of a hostile name', () => {
      const message = outcomeMessage([closed(0)], sessions('[x](command:y)\n{0}'));
      assert.equal(message.text, 'Closed 1 session of “[x] (command:y) {0}”.');
    });

    it('of which nothing is known', () => {
      assert.equal(outcomeMessage([closed(9)], []).text, 'Closed 1 session of “Unnamed workbook”.');
    });
  });

  describe('for several sessions', () => {
    it('all closed, of one workbook or of several', () => {
      assert.equal(
        outcomeMessage([closed(0), closed(1)], sessions('a.xlsx', 'a.xlsx')).text,
        'Closed 2 sessions of “a.xlsx”.',
      );
      assert.equal(
        outcomeMessage([closed(0), closed(1)], sessions('a.xlsx', 'b.xlsx')).text,
        'Closed 2 sessions.',
      );
    });

    it('counts each outcome', () => {
      const outcomes = [closed(0), closed(1), gone(2), failed(3, 'locked'), cancelled(4)];
      const message = outcomeMessage(outcomes, sessions('a', 'b', 'c', 'd', 'e'));
      assert.equal(message.severity, 'warning');
      assert(
        message.text.startsWith(
          'Closed 2 of 5 sessions. 1 session was already gone; it is off the list. ' +
            '1 session was not closed: “d”. 1 session was left open because you cancelled. The file is locked',
        ),
        message.text,
      );
      assert.deepEqual(ids(message), ['tryAgain', 'showLog']);
    });

    it('counts those of which nobody knows apart from those that were not closed', () => {
      const outcomes = [failed(0, 'locked'), failed(1, 'outcomeUnknown')];
      const { text } = outcomeMessage(outcomes, sessions('a', 'b'));
      assert(
        text.startsWith(
          '1 session was not closed: “a”. It is not known whether 1 session was closed. The reasons differ',
        ),
        text,
      );
      const both = outcomeMessage([failed(0, 'outcomeUnknown'), failed(1, 'outcomeUnknown')], []);
      assert(
        both.text.startsWith('It is not known whether 2 sessions were closed. The answer was lost'),
      );
    });

    it('speaks of many in the plural', () => {
      const outcomes = [gone(0), gone(1), failed(2, 'locked'), failed(3, 'locked')];
      const more = [cancelled(4), cancelled(5)];
      const { text } = outcomeMessage([...outcomes, ...more], []);
      assert(text.startsWith('2 sessions were already gone; they are off the list. '));
      assert.match(
        text,
        /2 sessions were not closed\. 2 sessions were left open because you cancelled\./,
      );
    });

    it('gives a common reason once, and refers to the rows for different ones', () => {
      const same = outcomeMessage([failed(0, 'network'), failed(1, 'network')], []);
      assert.equal(same.severity, 'error');
      assert.equal(same.text.match(/couldn’t be reached/g)?.length, 1);
      const different = outcomeMessage([failed(0, 'network'), failed(1, 'locked')], []);
      assert.match(different.text, /The reasons differ: each row says its own\.$/);
    });

    it('tells itself what the rows do not say', () => {
      const refused = failed(2, 'signInCancelled');
      const two = outcomeMessage([failed(0, 'locked'), refused], []).text;
      assert.match(two, /The file is locked.* The sign-in was cancelled\./);
      const three = outcomeMessage([failed(0, 'network'), failed(1, 'locked'), refused], []).text;
      assert.match(three, /The reasons differ: each row says its own\. The sign-in was cancelled/);
      const gone = outcomeMessage([closed(0), failed(1, 'sessionNotListed')], []);
      assert.equal(gone.severity, 'info');
      assert.equal(gone.text, 'Closed 1 of 2 sessions. 1 session is no longer on the list.');
      const many = [failed(0, 'sessionNotListed'), failed(1, 'sessionNotListed')];
      assert.equal(outcomeMessage(many, []).text, '2 sessions are no longer on the list.');
    });

    it('are no error when the user cancelled the sign-in, but told as not closed all the same', () => {
      const none = outcomeMessage(
        [failed(0, 'signInCancelled'), failed(1, 'signInCancelled')],
        sessions('a.xlsx', 'b.xlsx'),
      );
      assert.equal(none.severity, 'info');
      assert.match(none.text, /^2 sessions were not closed\. The sign-in was cancelled\./);
      const refused = outcomeMessage([failed(0, 'endpointNotConfirmed')], budget);
      assert.equal(refused.severity, 'info');
      const some = outcomeMessage([closed(0), failed(1, 'signInCancelled')], []);
      assert.equal(some.severity, 'info');
      const mixed = outcomeMessage([failed(0, 'signInCancelled'), failed(1, 'network')], []);
      assert.equal(mixed.severity, 'error');
    });

    it('offers what helps only when the same helps all', () => {
      const same = outcomeMessage([failed(0, 'signInRequired'), failed(1, 'signInFailed')], []);
      assert.deepEqual(ids(same), ['signIn', 'tryAgain', 'showLog']);
      const mixed = outcomeMessage([failed(0, 'signInRequired'), failed(1, 'locked')], []);
      assert.deepEqual(ids(mixed), ['tryAgain', 'showLog']);
    });

    it('offers to sign in as the account that all of them need, and as none where they differ', () => {
      const some = sessions('a.xlsx', 'b.xlsx', 'c.xlsx');
      const grace = some.map((session, n) =>
        n === 2 ? { ...session, account: anAccount('grace') } : session,
      );
      const lost = [0, 1, 2].map((n) => failed(n, 'accountUnavailable'));
      const [first] = outcomeMessage(lost, some).actions;
      assert.equal(first?.label, 'Sign In as ada@example.com');
      const mixed = outcomeMessage(lost, grace);
      assert.deepEqual(ids(mixed), ['tryAgain', 'showLog']);
      assert.match(mixed.text, /The reasons differ: each row says its own\.$/);
    });

    it('says that a sign-in failed although the sessions are gone', () => {
      const message = outcomeMessage([gone(0, 'sessionSignInFailed'), gone(1), closed(2)], []);
      assert.equal(message.severity, 'warning');
      assert.match(message.text, /The sign-in to the session failed\./);
    });
  });
});

describe('openedMessage', () => {
  const rows = [
    ['persistent', true, 'info', 'Opened a persistent session of “Budget.xlsx”.'],
    ['nonPersistent', false, 'info', 'Opened a non-persistent session of “Budget.xlsx”.'],
    [
      'nonPersistent',
      true,
      'warning',
      'Opened a non-persistent session of “Budget.xlsx”. The service chose this mode; you had asked for the other one.',
    ],
    [
      'persistent',
      false,
      'warning',
      'Opened a persistent session of “Budget.xlsx”. The service chose this mode; you had asked for the other one.',
    ],
    [
      'unknownMode',
      true,
      'warning',
      'Opened a session of “Budget.xlsx” in an unknown mode. The service did not say which: if it is non-persistent, edits made in it are lost when it ends.',
    ],
  ] as const;
  for (const [mode, persistChanges, severity, text] of rows) {
    it(`of a session of the mode ${mode} when ${persistChanges ? '' : 'no '}persistent one was asked for`, () => {
      const session = aWorkbookSession({ mode });
      assert.deepEqual(openedMessage(session, persistChanges), { severity, text, actions: [] });
    });
  }

  it('says that there may be another session when the answer before was lost', () => {
    const message = openedMessage(aWorkbookSession({ mode: 'persistent' }), true, true);
    assert.equal(message.severity, 'warning');
    assert.match(message.text, /^Opened .* another session may be open .* lapses by itself\.$/);
  });
});
