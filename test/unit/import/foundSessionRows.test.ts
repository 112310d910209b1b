import assert from 'node:assert/strict';
import type { FoundSession } from '../../../src/import/foundSession';
import { addedText, foundSessionGroups } from '../../../src/import/foundSessionRows';
import { addressOfIds } from '../../../src/model/workbook';
import { globalGraph, someTime } from '../../builders';

const address = addressOfIds({ driveId: 'd', itemId: 'i' });
const found = (facts: Partial<FoundSession> = {}): FoundSession => ({
  sessionId: 'secret-id',
  mode: 'unknownMode',
  isClosedInText: false,
  ...facts,
});

describe('foundSessionGroups', () => {
  const groups = foundSessionGroups(
    [
      found({ workbook: { target: globalGraph, address, name: '[x](command:y)\nA.xlsx' } }),
      found({ isClosedInText: true, mode: 'nonPersistent', createdAt: someTime }),
      found({ workbook: { target: { cloud: 'usGov' }, address, name: '' } }),
      found({ workbook: { target: globalGraph, address, name: 'A.xlsx' }, mode: 'persistent' }),
    ],
    'en',
  );
  const rows = groups.flatMap((group) => group.rows);

  it('put the sessions of one workbook together and those of an unknown one last', () => {
    assert.deepEqual(
      groups.map((group) => [group.label, group.rows.map(({ label }) => label)]),
      [
        [
          '[x] (command:y) A.xlsx, Microsoft Graph',
          ['Session 1: [x] (command:y) A.xlsx', 'Session 4: A.xlsx'],
        ],
        ['i, Microsoft Graph, US Government (L4)', ['Session 3: i']],
        ['Workbook not known', ['Session 2: workbook not known']],
      ],
    );
  });

  it('tell what the text tells, and tick what it does not show closed', () => {
    const time = new Intl.DateTimeFormat('en', { dateStyle: 'short', timeStyle: 'short' });
    assert.deepEqual(
      rows.map(({ description, picked }) => ({ description, picked })),
      [
        { description: 'unknown mode', picked: true },
        { description: 'persistent', picked: true },
        { description: 'unknown mode', picked: true },
        {
          description: `non-persistent, opened ${time.format(someTime)}, closed, as the text says`,
          picked: false,
        },
      ],
    );
  });

  it('show no session id', () => {
    assert.ok(rows.every(({ label, description }) => !`${label}${description}`.includes('secret')));
  });
});

describe('addedText', () => {
  it('names the workbook of a single session', () => {
    const counts = { added: 1, known: 0, left: 0 };
    assert.equal(addedText(counts, 'A.xlsx'), 'Added a session of “A.xlsx” to the list.');
    assert.equal(addedText(counts), 'Added 1 session to the list.');
  });

  it('counts what was added, listed already and left out, and is empty when nothing was', () => {
    assert.equal(
      addedText({ added: 2, known: 1, left: 3 }),
      'Added 2 sessions to the list. 1 session was listed already. 3 sessions were left out.',
    );
    assert.equal(addedText({ added: 0, known: 0, left: 0 }), '');
  });
});
