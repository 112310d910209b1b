import assert from 'node:assert/strict';
import type { DriveAddress, ItemAddress } from '../../../src/model/workbook';
import type { Fault } from '../../../src/sandbox/faults';
import { Bench } from './bench';
import { error } from './graphFaults';

/** The same workbook, in the forms in which a session may have been added. */
function formsOf({ driveId, itemId, name }: Bench['workbook']) {
  const byId: ItemAddress = { kind: 'id', id: itemId };
  const byPath: ItemAddress = { kind: 'path', path: `Reports/${name}` };
  const drives: readonly DriveAddress[] = [
    { kind: 'drive', id: driveId },
    { kind: 'me' },
    { kind: 'user', id: 'ada@workbooks.example' },
  ];
  return drives.flatMap((drive) => [byId, byPath].map((item) => ({ drive, item })));
}

describe('One workbook in six forms of its address', () => {
  for (const [when, refusals] of [
    ['gets one request at a time when its ids can be found', 0],
    ['gets one request at a time when its ids can be found for some', 3],
    ['gets one request at a time when its ids cannot be found', 5],
  ] as const) {
    it(when, async () => {
      const bench = await Bench.start();
      try {
        const keys: string[] = [];
        for (const address of formsOf(bench.workbook)) {
          keys.push(await bench.given(bench.workbook, address));
        }
        const refusal = { ...error('accessDenied'), action: 'getItem' } as const;
        bench.faults(...Array<Fault>(refusals).fill(refusal));
        // Real milliseconds in which another request would be seen to come in.
        bench.faults({ kind: 'slow', until: 50, action: 'closeSession', times: keys.length });
        const outcomes = await bench.service.close(keys, { interactive: true });
        assert.deepEqual(new Set(outcomes.map(({ outcome }) => outcome)), new Set(['closed']));
        assert.deepEqual(bench.sandbox.violations, []);
        assert.deepEqual(bench.sandbox.openSessions, []);
      } finally {
        await bench.stop();
      }
    });
  }
});
