import assert from 'node:assert/strict';
import {
  gatheringMs,
  LeftOpenNotices,
  type LeftOpenNotice,
} from '../../../src/recording/leftOpenNotices';
import { aWorkbookSession } from '../../builders';
import { ManualClock } from '../../fakes/manualClock';

function setup() {
  const clock = new ManualClock();
  const closed = new Set<string>();
  const told: LeftOpenNotice[] = [];
  const notices = new LeftOpenNotices({
    clock,
    service: { session: (key) => (closed.has(key) ? undefined : aWorkbookSession({ key })) },
    tell: (notice) => told.push(notice),
  });
  let processId = 0;
  const end = (name: string, ...keys: readonly string[]) => {
    processId += 1;
    notices.note({ name, processId }, keys);
  };
  return { clock, closed, end, notices, told };
}

describe('The notice of the sessions that programs left open', () => {
  it('names one program and counts its sessions', async () => {
    for (const [keys, text] of [
      [['a'], 'order-sync.js ended and left 1 session open.'],
      [['a', 'b'], 'order-sync.js ended and left 2 sessions open.'],
    ] as const) {
      const { clock, end, told } = setup();
      end('order-sync.js', ...keys);
      await clock.runUntilIdle();
      assert.deepEqual(told, [{ text, keys }]);
    }
  });

  it('is one notice for processes of the same name that end together', async () => {
    const { clock, end, told } = setup();
    end('order-sync.js', 'a');
    await clock.advance(gatheringMs - 1);
    end('order-sync.js', 'b', 'c');
    assert.deepEqual(told, []);
    await clock.advance(1);
    const text = 'order-sync.js ended and left 3 sessions open.';
    assert.deepEqual(told, [{ text, keys: ['a', 'b', 'c'] }]);
  });

  it('counts programs of different names that end together', async () => {
    const { clock, end, told } = setup();
    end('order-sync.js', 'a');
    end('report.py', 'b');
    end('order-sync.js', 'c');
    await clock.runUntilIdle();
    const text = '2 programs ended and left 3 sessions open.';
    assert.deepEqual(told, [{ text, keys: ['a', 'b', 'c'] }]);
  });

  it('is another notice for a program that ends later', async () => {
    const { clock, end, told } = setup();
    end('order-sync.js', 'a');
    await clock.advance(gatheringMs);
    end('report.py', 'b');
    await clock.advance(gatheringMs);
    assert.deepEqual(
      told.map(({ text }) => text),
      ['order-sync.js ended and left 1 session open.', 'report.py ended and left 1 session open.'],
    );
  });

  it('leaves out sessions that were closed meanwhile, and their programs', async () => {
    const { clock, closed, end, told } = setup();
    end('order-sync.js', 'a', 'b');
    end('report.py', 'c');
    closed.add('a').add('c');
    await clock.runUntilIdle();
    assert.deepEqual(told, [{ text: 'order-sync.js ended and left 1 session open.', keys: ['b'] }]);
  });

  it('is not shown when all sessions were closed meanwhile', async () => {
    const { clock, closed, end, told } = setup();
    end('order-sync.js', 'a');
    closed.add('a');
    await clock.runUntilIdle();
    assert.deepEqual(told, []);
  });

  it('is not shown when the window closes first', async () => {
    const { clock, end, notices, told } = setup();
    end('order-sync.js', 'a');
    notices.dispose();
    await clock.runUntilIdle();
    assert.deepEqual([told, clock.waits], [[], 0]);
  });

  it('shows the name of a program as plain text', async () => {
    const { clock, end, told } = setup();
    end('[a](command:x)\n', 'a');
    await clock.runUntilIdle();
    assert.doesNotMatch(told[0]?.text ?? '', /\n|\]\(/);
  });
});
