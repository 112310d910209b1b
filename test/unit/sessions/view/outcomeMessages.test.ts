import assert from 'node:assert/strict';
import type { CloseOutcome, RefreshOutcome } from '../../../../src/model/closeOutcome';
import type { ErrorCode } from '../../../../src/model/errors';
import type { WorkbookSession } from '../../../../src/model/workbookSession';
import {
  openedMessage,
  outcomeLine,
  outcomeMessage,
} from '../../../../src/sessions/view/outcomeMessages';
import { closeTexts } from '../../../../src/sessions/view/outcomeTexts';
import { anAccount, aWorkbookSession } from '../../../builders';

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

/** The message after a close. */
const closeMessage = (outcomes: readonly CloseOutcome[], of: readonly WorkbookSession[]) =>
  outcomeMessage(closeTexts, outcomes, of);
const ids = ({ actions }: { actions: readonly { id: string }[] }) => actions.map(({ id }) => id);

describe('outcomeMessage', () => {
  describe('for one session', () => {
    it('says that it is closed', () => {
      assert.deepEqual(closeMessage([closed(0)], budget), {
        severity: 'info',
        text: 'Closed 1 session of “Budget.xlsx”.',
        actions: [],
      });
    });

    it('says that it had already ended', () => {
      assert.deepEqual(closeMessage([gone(0)], budget), {
        severity: 'info',
        text: 'The session of “Budget.xlsx” had already ended. It was removed from the list.',
        actions: [],
      });
    });

    it('offers to sign in when it ended because the sign-in failed', () => {
      const message = closeMessage([gone(0, 'sessionSignInFailed')], budget);
      assert.equal(message.severity, 'warning');
      assert.match(
        message.text,
        /had already ended.* The sign-in to the session failed\. Sign in again/,
      );
      assert.deepEqual(ids(message), ['signIn']);
    });

    it('gives any other reason why it ended', () => {
      const message = closeMessage([gone(0, 'sessionWorkbookGone')], budget);
      assert.equal(message.severity, 'info');
      assert.match(message.text, /its workbook is no longer there/);
    });

    it('gives the reason, advice, and buttons when the close failed', () => {
      assert.deepEqual(closeMessage([failed(0, 'locked')], budget), {
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

    it('offers the sign-in first when the close failed without one', () => {
      const message = closeMessage([failed(0, 'accountUnavailable')], budget);
      assert.deepEqual(ids(message), ['signInAs', 'tryAgain', 'showLog']);
      assert.match(message.text, /account ada@example\.com/);
      const [signInAs] = message.actions;
      assert.equal(signInAs?.label, 'Sign In as ada@example.com');
      assert.deepEqual(signInAs.instead, { id: 'signIn', label: 'Sign In' });
    });

    it('says how long to wait when the service is busy', () => {
      const outcome = { ...failed(0, 'throttled'), retryAfterMs: 30_000 };
      assert.match(closeMessage([outcome], budget).text, /Wait 30 seconds/);
    });

    it('does not call it a failure when the session is no longer listed, and offers no second try', () => {
      assert.deepEqual(closeMessage([failed(0, 'sessionNotListed')], budget), {
        severity: 'info',
        text: 'The session of “Budget.xlsx” is no longer on the list. It may have been closed or forgotten in another window.',
        actions: [],
      });
    });

    it('offers Try Again before Forget when the workbook was not found', () => {
      const message = closeMessage([failed(0, 'workbookNotFound')], budget);
      assert.deepEqual(ids(message), ['tryAgain', 'forget', 'showLog']);
    });

    it('has at most three buttons when the sandbox does not answer', () => {
      const message = closeMessage([failed(0, 'sandboxUnavailable')], budget);
      assert.deepEqual(ids(message), ['startSandbox', 'forget', 'tryAgain']);
    });

    it('says that the session stays open when the user cancelled', () => {
      assert.deepEqual(closeMessage([cancelled(0)], budget), {
        severity: 'info',
        text: 'The session of “Budget.xlsx” was left open because you cancelled.',
        actions: [],
      });
    });

    it('says when nobody knows whether the session was closed', () => {
      const { severity, text } = closeMessage([failed(0, 'outcomeUnknown')], budget);
      assert.equal(severity, 'error');
      assert.equal(
        text,
        'It is not known whether the session of “Budget.xlsx” was closed. ' +
          'The answer was lost, so it’s unknown whether the request was carried out. ' +
          'The session stays listed until the service says that it’s closed or gone, and you can safely close or refresh it again.',
      );
    });

    it('shows a hostile name as plain text', () => {
      const message = closeMessage([closed(0)], sessions('[x](command:y)\n{0}'));
      assert.equal(message.text, 'Closed 1 session of “[x] (command:y) {0}”.');
    });

    it('has a name for a session that is no longer known', () => {
      assert.equal(closeMessage([closed(9)], []).text, 'Closed 1 session of “Unnamed workbook”.');
    });
  });

  describe('for several sessions', () => {
    it('names the workbook only if all closed sessions are of the same one', () => {
      assert.equal(
        closeMessage([closed(0), closed(1)], sessions('a.xlsx', 'a.xlsx')).text,
        'Closed 2 sessions of “a.xlsx”.',
      );
      assert.equal(
        closeMessage([closed(0), closed(1)], sessions('a.xlsx', 'b.xlsx')).text,
        'Closed 2 sessions.',
      );
    });

    it('counts each outcome', () => {
      const outcomes = [closed(0), closed(1), gone(2), failed(3, 'locked'), cancelled(4)];
      const message = closeMessage(outcomes, sessions('a', 'b', 'c', 'd', 'e'));
      assert.equal(message.severity, 'warning');
      assert(
        message.text.startsWith(
          'Closed 2 of 5 sessions. 1 session had already ended. It was removed from the list. ' +
            '1 session was not closed: “d”. 1 session was left open because you cancelled. The file is locked',
        ),
        message.text,
      );
      assert.deepEqual(ids(message), ['tryAgain', 'showLog']);
    });

    it('counts unknown outcomes apart from failures', () => {
      const outcomes = [failed(0, 'locked'), failed(1, 'outcomeUnknown')];
      const { text } = closeMessage(outcomes, sessions('a', 'b'));
      assert(
        text.startsWith(
          '1 session was not closed: “a”. It is not known whether 1 session was closed. The reasons differ',
        ),
        text,
      );
      const both = closeMessage([failed(0, 'outcomeUnknown'), failed(1, 'outcomeUnknown')], []);
      assert(
        both.text.startsWith('It is not known whether 2 sessions were closed. The answer was lost'),
      );
    });

    it('uses the plural for many sessions', () => {
      const outcomes = [gone(0), gone(1), failed(2, 'locked'), failed(3, 'locked')];
      const more = [cancelled(4), cancelled(5)];
      const { text } = closeMessage([...outcomes, ...more], []);
      assert(text.startsWith('2 sessions had already ended. They were removed from the list. '));
      assert.match(
        text,
        /2 sessions were not closed\. 2 sessions were left open because you cancelled\./,
      );
    });

    it('gives a common reason once and refers to the rows for different ones', () => {
      const same = closeMessage([failed(0, 'network'), failed(1, 'network')], []);
      assert.equal(same.severity, 'error');
      assert.equal(same.text.match(/couldn’t be reached/g)?.length, 1);
      const different = closeMessage([failed(0, 'network'), failed(1, 'locked')], []);
      assert.match(different.text, /The reasons differ\. See each row\.$/);
    });

    it('gives the reasons that the rows do not show', () => {
      const refused = failed(2, 'signInCancelled');
      const two = closeMessage([failed(0, 'locked'), refused], []).text;
      assert.match(two, /The file is locked.* The sign-in was cancelled\./);
      const three = closeMessage([failed(0, 'network'), failed(1, 'locked'), refused], []).text;
      assert.match(three, /The reasons differ\. See each row\. The sign-in was cancelled/);
      const gone = closeMessage([closed(0), failed(1, 'sessionNotListed')], []);
      assert.equal(gone.severity, 'info');
      assert.equal(gone.text, 'Closed 1 of 2 sessions. 1 session is no longer on the list.');
      const many = [failed(0, 'sessionNotListed'), failed(1, 'sessionNotListed')];
      assert.equal(closeMessage(many, []).text, '2 sessions are no longer on the list.');
    });

    it('is no error when the user cancelled the sign-in, but still says what was not closed', () => {
      const none = closeMessage(
        [failed(0, 'signInCancelled'), failed(1, 'signInCancelled')],
        sessions('a.xlsx', 'b.xlsx'),
      );
      assert.equal(none.severity, 'info');
      assert.match(none.text, /^2 sessions were not closed\. The sign-in was cancelled\./);
      const refused = closeMessage([failed(0, 'endpointNotConfirmed')], budget);
      assert.equal(refused.severity, 'info');
      const some = closeMessage([closed(0), failed(1, 'signInCancelled')], []);
      assert.equal(some.severity, 'info');
      const mixed = closeMessage([failed(0, 'signInCancelled'), failed(1, 'network')], []);
      assert.equal(mixed.severity, 'error');
    });

    it('offers an action only if it helps all failed sessions', () => {
      const same = closeMessage([failed(0, 'signInRequired'), failed(1, 'signInFailed')], []);
      assert.deepEqual(ids(same), ['signIn', 'tryAgain', 'showLog']);
      const mixed = closeMessage([failed(0, 'signInRequired'), failed(1, 'locked')], []);
      assert.deepEqual(ids(mixed), ['tryAgain', 'showLog']);
    });

    it('offers to sign in as an account only if all failed sessions belong to it', () => {
      const some = sessions('a.xlsx', 'b.xlsx', 'c.xlsx');
      const grace = some.map((session, n) =>
        n === 2 ? { ...session, account: anAccount('grace') } : session,
      );
      const lost = [0, 1, 2].map((n) => failed(n, 'accountUnavailable'));
      const [first] = closeMessage(lost, some).actions;
      assert.equal(first?.label, 'Sign In as ada@example.com');
      const mixed = closeMessage(lost, grace);
      assert.deepEqual(ids(mixed), ['tryAgain', 'showLog']);
      assert.match(mixed.text, /The reasons differ\. See each row\.$/);
    });

    it('says that a sign-in failed even if the sessions have ended', () => {
      const message = closeMessage([gone(0, 'sessionSignInFailed'), gone(1), closed(2)], []);
      assert.equal(message.severity, 'warning');
      assert.match(message.text, /The sign-in to the session failed\./);
    });
  });
});

describe('openedMessage', () => {
  const rows = [
    {
      mode: 'persistent',
      isPersistentRequested: true,
      severity: 'info',
      text: 'Opened a persistent session of “Budget.xlsx”.',
    },
    {
      mode: 'nonPersistent',
      isPersistentRequested: false,
      severity: 'info',
      text: 'Opened a non-persistent session of “Budget.xlsx”.',
    },
    {
      mode: 'nonPersistent',
      isPersistentRequested: true,
      severity: 'warning',
      text: 'Opened a non-persistent session of “Budget.xlsx”. The service chose this mode, although you asked for the other one.',
    },
    {
      mode: 'persistent',
      isPersistentRequested: false,
      severity: 'warning',
      text: 'Opened a persistent session of “Budget.xlsx”. The service chose this mode, although you asked for the other one.',
    },
    {
      mode: 'unknownMode',
      isPersistentRequested: true,
      severity: 'warning',
      text: 'Opened a session of “Budget.xlsx” in an unknown mode. The service did not report the mode. If the session is non-persistent, edits made in it are lost when it ends.',
    },
  ] as const;
  for (const { mode, isPersistentRequested, severity, text } of rows) {
    const requested = isPersistentRequested ? 'persistent' : 'non-persistent';
    it(`names the mode ${mode} after a ${requested} session was requested`, () => {
      const session = aWorkbookSession({ mode });
      const message = openedMessage(session, isPersistentRequested);
      assert.deepEqual(message, { severity, text, actions: [] });
    });
  }

  it('warns of a second session when an earlier answer was lost', () => {
    const message = openedMessage(aWorkbookSession({ mode: 'persistent' }), true, true);
    assert.equal(message.severity, 'warning');
    assert.match(
      message.text,
      /^Opened .* a second session may be open\. .* It expires by itself\.$/,
    );
  });
});

describe('outcomeLine', () => {
  it('counts outcomes with their error codes and contains no name', () => {
    const closes: readonly CloseOutcome[] = [
      { key: 'a', outcome: 'closed', requestId: 'r' },
      { key: 'b', outcome: 'failed', code: 'locked' },
      { key: 'c', outcome: 'closed' },
      { key: 'd', outcome: 'failed', code: 'network' },
      { key: 'e', outcome: 'failed', code: 'locked' },
      { key: 'f', outcome: 'alreadyGone', code: 'sessionGone' },
      { key: 'g', outcome: 'cancelled' },
    ];
    assert.equal(
      outcomeLine('Closing', closes),
      'Closing 7 sessions: 2 closed, 2 failed (locked), 1 failed (network), 1 already gone (sessionGone), 1 cancelled.',
    );
  });

  it('uses the singular for one session', () => {
    const refreshes: readonly RefreshOutcome[] = [{ key: 'a', outcome: 'refreshed' }];
    assert.equal(outcomeLine('Refreshing', refreshes), 'Refreshing 1 session: 1 refreshed.');
    const gone: readonly RefreshOutcome[] = [{ key: 'a', outcome: 'gone', code: 'sessionGone' }];
    assert.equal(outcomeLine('Refreshing', gone), 'Refreshing 1 session: 1 gone (sessionGone).');
  });
});
