import assert from 'node:assert/strict';
import { pauseBeforeDrawing, pauseBetweenTicks } from '../../../../src/sessions/view/drawingPauses';

describe('pauseBetweenTicks', () => {
  it('grows with the sessions, so that a few are drawn at once', () => {
    assert.equal(pauseBetweenTicks(0), 0);
    assert.equal(pauseBetweenTicks(20), 100);
  });

  it('is at most ten seconds', () => {
    assert.equal(pauseBetweenTicks(1000), 5000);
    assert.equal(pauseBetweenTicks(10_000), 10_000);
  });
});

describe('pauseBeforeDrawing', () => {
  const lastDrawing = { costMs: 0, rowsAsked: 0 };

  it('is long enough to gather several changes', () => {
    assert.equal(pauseBeforeDrawing(lastDrawing, 1), 50);
  });

  it('is twenty times as long as the last drawing took', () => {
    assert.equal(pauseBeforeDrawing({ ...lastDrawing, costMs: 10 }, 1), 200);
  });

  it('counts the rows that VS Code asked for as a part of the last drawing', () => {
    assert.equal(pauseBeforeDrawing({ costMs: 10, rowsAsked: 200 }, 1), 400);
  });

  it('is at most a second for a few changed sessions', () => {
    assert.equal(pauseBeforeDrawing({ ...lastDrawing, costMs: 100 }, 20), 1000);
    assert.equal(pauseBeforeDrawing({ ...lastDrawing, costMs: 100 }, 21), 2000);
  });

  it('is short while more changed sessions wait than are taken over at once', () => {
    assert.equal(pauseBeforeDrawing({ ...lastDrawing, costMs: 100 }, 1000), 2000);
    assert.equal(pauseBeforeDrawing({ ...lastDrawing, costMs: 100 }, 1001), 50);
  });
});
