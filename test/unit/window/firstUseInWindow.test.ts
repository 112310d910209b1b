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

describe('The first time in a window that something sensitive is done', () => {
  it('is asked about, with the reason', async () => {
    const { asked, firstUse } = setup(true);
    assert.equal(await firstUse.mayDo('close', question), true);
    assert.deepEqual(asked, [{ ...question, detail: `It is open.\n\n${because}` }]);
  });

  it('says the reason alone where there is nothing else to know', async () => {
    const { asked, firstUse } = setup(true);
    await firstUse.mayDo('close', { ...question, detail: '' });
    assert.equal(asked[0]?.detail, because);
  });

  it('is not asked about again once the user has agreed', async () => {
    const { firstUse } = setup(true);
    await firstUse.mayDo('close', question);
    assert.equal(await firstUse.mayDo('close', question), true);
  });

  it('is asked about until the user has agreed', async () => {
    const { asked, firstUse } = setup(false, false, true);
    const allowed = [
      await firstUse.mayDo('close', question),
      await firstUse.mayDo('close', question),
      await firstUse.mayDo('close', question),
    ];
    assert.deepEqual([allowed, asked.length], [[false, false, true], 3]);
  });

  it('is another one for another act', async () => {
    const { asked, firstUse } = setup(true, false);
    await firstUse.mayDo('close', question);
    assert.equal(await firstUse.mayDo('copySessionId', question), false);
    assert.equal(asked.length, 2);
  });

  it('is over with the answer to a question that was asked for another reason', async () => {
    const { asked, firstUse } = setup(true, true);
    assert.equal(await firstUse.ask('close', question), true);
    assert.deepEqual(asked, [question]);
    assert.equal(await firstUse.mayDo('close', question), true);
    // That one is asked every time.
    assert.equal(await firstUse.ask('close', question), true);
    assert.equal(asked.length, 2);
  });
});
