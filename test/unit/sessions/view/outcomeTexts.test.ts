import assert from 'node:assert/strict';
import type { RefreshOutcome } from '../../../../src/model/closeOutcome';
import { outcomeMessage } from '../../../../src/sessions/view/outcomeMessages';
import { refreshTexts } from '../../../../src/sessions/view/outcomeTexts';
import { aWorkbookSession } from '../../../builders';

const key = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
const sessions = (...names: string[]) =>
  names.map((workbookName, n) => aWorkbookSession({ key: key(n), workbookName }));
const messageAfter = (outcomes: readonly RefreshOutcome[], ...names: string[]) => {
  const { severity, text, actions } = outcomeMessage(refreshTexts, outcomes, sessions(...names));
  return { severity, text, actions: actions.map(({ id }) => id) };
};
const refreshed = (n: number): RefreshOutcome => ({ key: key(n), outcome: 'refreshed' });
const gone = (n: number): RefreshOutcome => ({ key: key(n), outcome: 'gone', code: 'sessionGone' });
const locked = (n: number): RefreshOutcome => ({ key: key(n), outcome: 'failed', code: 'locked' });
const cancelled = (n: number): RefreshOutcome => ({ key: key(n), outcome: 'cancelled' });

describe('outcomeMessage after a refresh', () => {
  it('says that the session is refreshed', () => {
    assert.deepEqual(messageAfter([refreshed(0)], 'a'), {
      severity: 'info',
      text: 'Refreshed the session of “a”. Its idle time has restarted.',
      actions: [],
    });
  });

  it('says that the session has ended and offers to create it again', () => {
    assert.deepEqual(messageAfter([gone(0)], 'a'), {
      severity: 'warning',
      text: 'The session of “a” has ended. It was removed from the list.',
      actions: ['createAgain'],
    });
  });

  it('says why the session was not refreshed', () => {
    const { severity, text, actions } = messageAfter([locked(0)], 'a');
    assert.match(text, /^The session of “a” was not refreshed\. The file is locked/);
    assert.equal(severity, 'error');
    assert.deepEqual(actions, ['tryAgain', 'showLog']);
    assert.match(messageAfter([cancelled(0)], 'a').text, /not refreshed because you cancelled/);
  });

  it('says when nobody knows whether the session was refreshed', () => {
    const unknown = (n: number): RefreshOutcome => ({
      ...{ key: key(n), outcome: 'failed', code: 'outcomeUnknown' },
    });
    assert.match(
      messageAfter([unknown(0)], 'a').text,
      /^It is not known whether the session of “a” was ref/,
    );
    assert.match(
      messageAfter([locked(0), unknown(1)], 'a', 'b').text,
      /not refreshed: “a”\. It is not known whether 1 session was refreshed\./,
    );
    assert.match(
      messageAfter([unknown(0), unknown(1)], 'a', 'b').text,
      /^It is not known whether 2 sessions were refreshed\./,
    );
  });

  it('counts each outcome of several sessions', () => {
    const outcomes = [refreshed(0), refreshed(1), gone(2), locked(3), cancelled(4)];
    const { severity, text, actions } = messageAfter(outcomes, 'a', 'b', 'c', 'd', 'e');
    assert.ok(
      text.startsWith(
        'Refreshed 2 of 5 sessions. 1 session has ended. It was removed from the list. ' +
          '1 session was not refreshed: “d”. 1 session was not refreshed because you cancelled.',
      ),
      text,
    );
    assert.equal(severity, 'warning');
    assert.deepEqual(actions, ['tryAgain', 'createAgain', 'showLog']);
    assert.equal(
      messageAfter([refreshed(0), refreshed(1)], 'a', 'a').text,
      'Refreshed 2 sessions of “a”.',
    );
    assert.equal(
      messageAfter([refreshed(0), refreshed(1)], 'a', 'b').text,
      'Refreshed 2 sessions.',
    );
  });

  it('asks for a single refresh when the reasons differ', () => {
    const network: RefreshOutcome = { key: key(1), outcome: 'failed', code: 'network' };
    assert.match(
      messageAfter([locked(0), network], 'a', 'b').text,
      /reasons differ\. Refresh one session at a time to see its reason\.$/,
    );
  });
});
