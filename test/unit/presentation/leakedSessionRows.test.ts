import assert from 'node:assert/strict';
import type { LeakedSession } from '../../../src/core/leakedSession';
import { leakedSessionRows } from '../../../src/presentation/leakedSessionRows';
import { addressOfIds } from '../../../src/core/workbook';
import { globalGraph, someTime } from '../../builders';

const address = addressOfIds({ driveId: 'd', itemId: 'i' });
const leaked = (facts: Partial<LeakedSession> = {}): LeakedSession => ({
  sessionId: 'secret-id',
  mode: 'unknownMode',
  isClosedInText: false,
  ...facts,
});

describe('leakedSessionRows', () => {
  const rows = leakedSessionRows(
    [
      leaked({ workbook: { target: globalGraph, address, name: '[x](command:y)\nA.xlsx' } }),
      leaked({ workbook: { target: globalGraph, address, name: '' }, mode: 'persistent' }),
      leaked({ workbook: { target: { cloud: 'usGov' }, address, name: '' } }),
      leaked({ isClosedInText: true, mode: 'nonPersistent', createdAt: someTime }),
    ],
    'en',
  );

  it('name the workbooks as plain text, or say that they are not known', () => {
    assert.deepEqual(
      rows.map(({ label }) => label),
      [
        'Session 1: [x] (command:y) A.xlsx',
        'Session 2: i',
        'Session 3: i',
        'Session 4: workbook not known',
      ],
    );
  });

  it('tell what the text tells, and tick what it does not show closed', () => {
    const time = new Intl.DateTimeFormat('en', { dateStyle: 'short', timeStyle: 'short' });
    assert.deepEqual(
      rows.map(({ description, picked }) => [description, picked]),
      [
        ['unknown mode', true],
        ['persistent', true],
        ['unknown mode · US Government (L4)', true],
        [`non-persistent · opened ${time.format(someTime)} · closed, as the text says`, false],
      ],
    );
  });

  it('show no session id', () => {
    assert.ok(rows.every(({ label, description }) => !`${label}${description}`.includes('secret')));
  });
});
