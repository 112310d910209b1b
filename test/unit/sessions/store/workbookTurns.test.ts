import assert from 'node:assert/strict';
import { WorkbookTurns } from '../../../../src/sessions/store/workbookTurns';
import { settle } from '../../../fakes/settle';

describe('WorkbookTurns', () => {
  const setup = () => {
    const turns = new WorkbookTurns();
    const log: string[] = [];
    const ask = (name: string, signal: AbortSignal) => {
      const turn = turns.take(signal).then(() => log.push(name));
      turn.catch(() => undefined);
      return turn;
    };
    return { turns, log, ask };
  };

  it('go to one request at a time, and to each command in its turn', async () => {
    const { turns, log, ask } = setup();
    const [large, single] = [new AbortController(), new AbortController()];
    ['a1', 'a2', 'a3', 'a4'].forEach((name) => void ask(name, large.signal));
    void ask('b', single.signal);
    await settle();
    assert.deepEqual(log, ['a1']);
    for (let passes = 0; passes < 5; passes += 1) {
      turns.pass();
      await settle();
    }
    assert.deepEqual(log, ['a1', 'a2', 'b', 'a3', 'a4']);
    void ask('later', single.signal);
    await settle();
    assert.equal(log.at(-1), 'later');
  });

  it('pass over a command that was cancelled', async () => {
    const { turns, log, ask } = setup();
    const [first, cancelled, other] = [
      new AbortController(),
      new AbortController(),
      new AbortController(),
    ];
    void ask('first', first.signal);
    const waiting = ask('cancelled', cancelled.signal);
    void ask('other', other.signal);
    cancelled.abort(new Error('cancelled'));
    await assert.rejects(waiting, /cancelled/);
    await assert.rejects(ask('cancelled', cancelled.signal), /cancelled/);
    turns.pass();
    await settle();
    assert.deepEqual(log, ['first', 'other']);
  });

  it('are not lost when a command is cancelled as it gets its turn', async () => {
    const { turns, log, ask } = setup();
    const [first, cancelled, other] = [
      new AbortController(),
      new AbortController(),
      new AbortController(),
    ];
    void ask('first', first.signal);
    const waiting = ask('cancelled', cancelled.signal).then(
      () => {
        turns.pass();
      },
      () => undefined,
    );
    void ask('other', other.signal);
    turns.pass();
    cancelled.abort();
    await waiting;
    await settle();
    assert.equal(log.at(-1), 'other');
  });
});
