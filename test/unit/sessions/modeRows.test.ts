import assert from 'node:assert/strict';
import { sessionModes, type SessionMode } from '../../../src/model/workbookSession';
import {
  canSetMode,
  modeRows,
  setModeQuestion,
  unknownModeQuestion,
} from '../../../src/sessions/modeRows';
import { aWorkbookSession } from '../../builders';

describe('modeRows', () => {
  it('offer each mode once, the unknown one first, since it does no harm', () => {
    const modes = modeRows().map(({ mode }) => mode);
    assert.equal(modes[0], 'unknownMode');
    assert.deepEqual(modes.toSorted(), sessionModes.toSorted());
  });

  const budget = { workbookName: 'Budget.xlsx', shortId: '1a2b3c4d' };

  it('ask for one session by its workbook and its short id, wherever it came from', () => {
    const question = 'Which mode does session 1a2b3c4d of “Budget.xlsx” have?';
    assert.equal(unknownModeQuestion([budget]), question);
    assert.equal(setModeQuestion([budget], 0), question);
    assert.equal(
      unknownModeQuestion([{ workbookName: '$(alert)\n' }]),
      'Which mode does the session of “$ (alert)” have?',
    );
  });

  it('ask for several found sessions only where their mode is unknown', () => {
    assert.equal(
      unknownModeQuestion([budget, budget]),
      'Which mode do the 2 sessions of unknown mode have?',
    );
  });

  it('ask for chosen sessions of any mode, and say how many keep the mode that the service reported', () => {
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
  it('is for sessions of which no answer of the service named the mode', () => {
    const can = (origin: 'created' | 'added', mode: SessionMode) =>
      canSetMode(aWorkbookSession({ origin, mode }));
    assert.deepEqual(
      [can('added', 'persistent'), can('added', 'unknownMode'), can('created', 'unknownMode')],
      [true, true, true],
    );
    assert.equal(can('created', 'persistent'), false);
  });
});
