import assert from 'node:assert/strict';
import { WorkbookPauses } from '../../../src/core/workbookPauses';
import type { QueueKey } from '../../../src/core/workbookQueues';

const alone: QueueKey = { key: 'a' };
const item: QueueKey = { key: 'a', group: 'items' };
const path: QueueKey = { key: 'a', group: 'paths' };

describe('WorkbookPauses', () => {
  it('bind until they are over, and nobody in other queues', () => {
    const pauses = new WorkbookPauses();
    pauses.note([alone, { key: 'b' }], 100, 0);
    assert.deepEqual(
      [0, 99, 100, 500].map((now) => pauses.leftMs([{ key: 'b' }, { key: 'c' }], now)),
      [100, 1, 0, 0],
    );
    assert.equal(pauses.leftMs([{ key: 'c' }], 0), 0);
    assert.equal(pauses.leftMs([], 0), 0);
  });

  it('are as long as the longest of them', () => {
    const pauses = new WorkbookPauses();
    pauses.note([alone], 100, 0);
    pauses.note([alone], 50, 0);
    pauses.note([item], 70, 0);
    assert.equal(pauses.leftMs([alone], 0), 100);
  });

  it('bind whoever would have had to wait for the request that brought them', () => {
    const rows = [
      [alone, alone, 5],
      [alone, item, 5],
      [item, alone, 5],
      [item, path, 5],
      [item, item, 0],
    ] as const;
    for (const [bringing, asking, expected] of rows) {
      const pauses = new WorkbookPauses();
      pauses.note([bringing], 5, 0);
      assert.equal(pauses.leftMs([asking], 0), expected);
    }
  });

  it('leave nothing behind when they are over', () => {
    const pauses = new WorkbookPauses();
    for (let now = 0; now < 1000; now += 1) {
      pauses.note([{ key: `item ${now}` }, item], now + 10, now);
    }
    const ends = Reflect.get(pauses, 'ends') as ReadonlyMap<string, unknown>;
    assert.ok(ends.size <= 11, `${ends.size}`);
  });
});
