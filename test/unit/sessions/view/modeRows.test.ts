import assert from 'node:assert/strict';
import { sessionModes, type SessionMode } from '../../../../src/model/workbookSession';
import {
  canSetMode,
  modeRows,
  setModeQuestion,
  unknownModeQuestion,
} from '../../../../src/sessions/view/modeRows';
import { aWorkbookSession } from '../../../builders';

describe('modeRows', () => {
  it('offers each mode once, with the harmless unknown mode first', () => {
    const modes = modeRows().map(({ mode }) => mode);
    assert.equal(modes[0], 'unknownMode');
    assert.deepEqual(modes.toSorted(), sessionModes.toSorted());
  });

  const budget = { workbookName: 'Budget.xlsx', shortId: '1a2b3c4d' };

  it('names the workbook and the short ID in the question about one session', () => {
    const question = 'Which mode does session 1a2b3c4d of “Budget.xlsx” have?';
    assert.equal(unknownModeQuestion([budget]), question);
    assert.equal(setModeQuestion([budget], 0), question);
    assert.equal(
      unknownModeQuestion([{ workbookName: '$(alert)\n' }]),
      'Which mode does the session of “$ (alert)” have?',
    );
  });

  it('asks about found sessions only if their mode is unknown', () => {
    assert.equal(
      unknownModeQuestion([budget, budget]),
      'Which mode do the 2 sessions of unknown mode have?',
    );
  });

  it('asks about chosen sessions and says how many keep the mode that the service reported', () => {
    assert.equal(setModeQuestion([budget, budget], 0), 'Which mode do the 2 sessions have?');
    assert.equal(
      setModeQuestion([budget, budget], 1),
      'Which mode do the 2 sessions have? 1 more keeps the mode that the service reported.',
    );
    assert.equal(
      setModeQuestion([budget], 3),
      'Which mode does session 1a2b3c4d of “Budget.xlsx” have? 3 more keep the mode that the service reported.',
    );
  });
});

describe('canSetMode', () => {
  it('is true only for sessions whose mode the service did not report', () => {
    const can = (origin: 'created' | 'added', mode: SessionMode) =>
      canSetMode(aWorkbookSession({ origin, mode }));
    assert.deepEqual(
      [can('added', 'persistent'), can('added', 'unknownMode'), can('created', 'unknownMode')],
      [true, true, true],
    );
    assert.equal(can('created', 'persistent'), false);
  });
});
