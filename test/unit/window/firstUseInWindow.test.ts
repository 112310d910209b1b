import assert from 'node:assert/strict';
import type { Confirmation } from '../../../src/messages/confirmation';
import { FirstUseInWindow } from '../../../src/window/firstUseInWindow';

const question: Confirmation = { question: 'Close it?', detail: 'It is open.', button: 'Close' };
const because =
  'You’re asked this once in each window, because another extension could run this command.';

/** A window whose user answers as told, in turn; what was asked is recorded. */
function setup(...answers: readonly boolean[]) {
  const asked: Confirmation[] = [];
  const left = [...answers];
  const firstUse = new FirstUseInWindow((shown) => {
    asked.push(shown);
    const answer = left.shift();
    assert.ok(answer !== undefined, `nobody was to be asked: ${shown.question}`);
    return Promise.resolve(answer);
  });
  return { asked, firstUse };
}

describe('FirstUseInWindow', () => {
  it('asks the first time and gives the reason', async () => {
    const { asked, firstUse } = setup(true);
    assert.equal(await firstUse.mayDo('close', question), true);
    assert.deepEqual(asked, [{ ...question, detail: `It is open.\n\n${because}` }]);
  });

  it('gives only the reason if the question has no detail', async () => {
    const { asked, firstUse } = setup(true);
    await firstUse.mayDo('close', { ...question, detail: '' });
    assert.equal(asked[0]?.detail, because);
  });

  it('does not ask again after the user has agreed', async () => {
    const { firstUse } = setup(true);
    await firstUse.mayDo('close', question);
    assert.equal(await firstUse.mayDo('close', question), true);
  });

  it('asks again until the user agrees', async () => {
    const { asked, firstUse } = setup(false, false, true);
    const allowed = [
      await firstUse.mayDo('close', question),
      await firstUse.mayDo('close', question),
      await firstUse.mayDo('close', question),
    ];
    assert.deepEqual(allowed, [false, false, true]);
    assert.equal(asked.length, 3);
  });

  it('asks separately for another act', async () => {
    const { asked, firstUse } = setup(true, false);
    await firstUse.mayDo('close', question);
    assert.equal(await firstUse.mayDo('copySessionId', question), false);
    assert.equal(asked.length, 2);
  });

  it('does not ask again after the user has agreed to a question that is always asked', async () => {
    const { asked, firstUse } = setup(true, true);
    assert.equal(await firstUse.ask('close', question), true);
    assert.deepEqual(asked, [question]);
    assert.equal(await firstUse.mayDo('close', question), true);
    // That one is asked every time.
    assert.equal(await firstUse.ask('close', question), true);
    assert.equal(asked.length, 2);
  });
});
