import assert from 'node:assert/strict';
import type { RefreshOutcome } from '../../../src/model/closeOutcome';
import { outcomeMessage } from '../../../src/sessions/outcomeMessages';
import { asCloseOutcome, refreshTexts } from '../../../src/sessions/refreshTexts';
import { aWorkbookSession } from '../../builders';

const key = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
const sessions = (...names: string[]) =>
  names.map((workbookName, n) => aWorkbookSession({ key: key(n), workbookName }));
const told = (outcomes: readonly RefreshOutcome[], ...names: string[]) => {
  const { severity, text, actions } = outcomeMessage(
    outcomes.map(asCloseOutcome),
    sessions(...names),
    refreshTexts,
  );
  return { severity, text, actions: actions.map(({ id }) => id) };
};
const refreshed = (n: number): RefreshOutcome => ({ key: key(n), outcome: 'refreshed' });
const gone = (n: number): RefreshOutcome => ({ key: key(n), outcome: 'gone', code: 'sessionGone' });
const locked = (n: number): RefreshOutcome => ({ key: key(n), outcome: 'failed', code: 'locked' });
const cancelled = (n: number): RefreshOutcome => ({ key: key(n), outcome: 'cancelled' });

describe('refreshTexts', () => {
  it('tell that a session lives', () => {
    assert.deepEqual(told([refreshed(0)], 'a'), {
      severity: 'info',
      text: 'Refreshed the session of “a”: its idle time starts anew.',
      actions: [],
    });
  });

  it('tell that a session is gone, and offer to create it again', () => {
    assert.deepEqual(told([gone(0)], 'a'), {
      severity: 'warning',
      text: 'The session of “a” is gone; it is off the list.',
      actions: ['createAgain'],
    });
  });

  it('tell why a session was not refreshed', () => {
    const { severity, text, actions } = told([locked(0)], 'a');
    assert.match(text, /^The session of “a” was not refreshed\. The file is locked/);
    assert.deepEqual([severity, actions], ['error', ['tryAgain', 'showLog']]);
    assert.match(told([cancelled(0)], 'a').text, /not refreshed because you cancelled/);
  });

  it('tell that nobody knows whether a session was refreshed', () => {
    const unknown = (n: number): RefreshOutcome => ({
      ...{ key: key(n), outcome: 'failed', code: 'outcomeUnknown' },
    });
    assert.match(
      told([unknown(0)], 'a').text,
      /^It is not known whether the session of “a” was ref/,
    );
    const [one, two] = [
      [locked(0), unknown(1)],
      [unknown(0), unknown(1)],
    ].map((outcomes) => told(outcomes, 'a', 'b').text);
    assert.match(
      one ?? '',
      /not refreshed: “a”\. It is not known whether 1 session was refreshed\./,
    );
    assert.match(two ?? '', /^It is not known whether 2 sessions were refreshed\./);
  });

  it('count each outcome of several', () => {
    const outcomes = [refreshed(0), refreshed(1), gone(2), locked(3), cancelled(4)];
    const { severity, text, actions } = told(outcomes, 'a', 'b', 'c', 'd', 'e');
    assert.ok(
      text.startsWith(
        'Refreshed 2 of 5 sessions. 1 session is gone; it is off the list. ' +
          '1 session was not refreshed: “d”. 1 session was not refreshed because you cancelled.',
      ),
      text,
    );
    assert.deepEqual([severity, actions], ['warning', ['tryAgain', 'createAgain', 'showLog']]);
    assert.equal(told([refreshed(0), refreshed(1)], 'a', 'a').text, 'Refreshed 2 sessions of “a”.');
    assert.equal(told([refreshed(0), refreshed(1)], 'a', 'b').text, 'Refreshed 2 sessions.');
  });

  it('send to the log for reasons that differ, since no row tells them', () => {
    const network: RefreshOutcome = { key: key(1), outcome: 'failed', code: 'network' };
    assert.match(
      told([locked(0), network], 'a', 'b').text,
      /reasons differ: refresh one session alone to see its own\.$/,
    );
  });
});
