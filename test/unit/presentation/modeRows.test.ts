import assert from 'node:assert/strict';
import { sessionModes } from '../../../src/core/workbookSession';
import { modeQuestion, modeRows } from '../../../src/presentation/modeRows';

describe('modeRows', () => {
  it('offer each mode once, the unknown one first, since it does no harm', () => {
    const modes = modeRows().map(({ mode }) => mode);
    assert.equal(modes[0], 'unknownMode');
    assert.deepEqual(modes.toSorted(), sessionModes.toSorted());
  });

  it('ask for one session or for several', () => {
    assert.equal(modeQuestion(1), 'Which mode does the session have?');
    assert.match(modeQuestion(2), /the 2 sessions/);
  });
});
