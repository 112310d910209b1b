import assert from 'node:assert/strict';
import { WorkbookPauses } from '../../../src/requests/workbookPauses';
import type { QueueKey } from '../../../src/requests/workbookQueues';

const alone: QueueKey = { key: 'a' };
const item: QueueKey = { key: 'a', group: 'items' };
const path: QueueKey = { key: 'a', group: 'paths' };
const code = 'serviceUnavailable';

describe('WorkbookPauses', () => {
  it('hold until they are over, and for no other queue', () => {
    const pauses = new WorkbookPauses();
    pauses.note([alone, { key: 'b' }], { ms: 100, code }, 0);
    assert.deepEqual(
      [0, 99, 100, 500].map((now) => pauses.of([{ key: 'b' }, { key: 'c' }], now)?.ms ?? 0),
      [100, 1, 0, 0],
    );
    assert.equal(pauses.of([{ key: 'c' }], 0), undefined);
    assert.equal(pauses.of([], 0), undefined);
  });

  it('last as long as the longest, with its reason', () => {
    const pauses = new WorkbookPauses();
    pauses.note([alone], { ms: 100, code }, 0);
    pauses.note([alone], { ms: 50, code: 'locked' }, 0);
    pauses.note([item], { ms: 70, code: 'locked' }, 0);
    assert.deepEqual(pauses.of([alone], 0), { ms: 100, code });
    pauses.note([alone], { ms: 110, code: 'locked' }, 0);
    assert.deepEqual(pauses.of([alone], 10), { ms: 100, code: 'locked' });
  });

  it('hold for every request that would have waited for the one that brought them', () => {
    const rows = [
      [alone, alone, 5],
      [alone, item, 5],
      [item, alone, 5],
      [item, path, 5],
      [item, item, 0],
    ] as const;
    for (const [bringing, asking, expected] of rows) {
      const pauses = new WorkbookPauses();
      pauses.note([bringing], { ms: 5, code }, 0);
      assert.equal(pauses.of([asking], 0)?.ms ?? 0, expected);
    }
  });

  it('are dropped when they are over', () => {
    const pauses = new WorkbookPauses();
    for (let now = 0; now < 1000; now += 1) {
      pauses.note([{ key: `item ${now}` }, item], { ms: 10, code }, now);
    }
    const ends = Reflect.get(pauses, 'pauses') as ReadonlyMap<string, unknown>;
    assert.ok(ends.size <= 11, `${ends.size}`);
  });
});
