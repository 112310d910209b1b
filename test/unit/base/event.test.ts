import assert from 'node:assert/strict';
import { BurstEmitter, Emitter } from '../../../src/base/event';
import { settle } from '../../fakes/settle';

describe('Emitter', () => {
  it('calls every listener in the order of subscription, until it is disposed', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const first = emitter.event((event) => heard.push(`first ${event}`));
    emitter.event((event) => heard.push(`second ${event}`));
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    emitter.dispose();
    emitter.fire(3);
    assert.deepEqual(heard, ['first 1', 'second 1', 'second 2']);
  });

  it('keeps one of two subscriptions of the same function when the other is disposed', () => {
    const emitter = new Emitter<undefined>();
    let calls = 0;
    const listener = () => (calls += 1);
    emitter.event(listener);
    emitter.event(listener).dispose();
    emitter.fire(undefined);
    assert.equal(calls, 1);
  });

  it('doesn’t call a listener that an earlier listener has just disposed', () => {
    const emitter = new Emitter<undefined>();
    let calls = 0;
    emitter.event(() => {
      second.dispose();
    });
    const second = emitter.event(() => (calls += 1));
    emitter.fire(undefined);
    assert.equal(calls, 0);
  });

  it('calls the other listeners if one throws, and reports its error', async () => {
    const errors = await uncaughtErrors(() => {
      const emitter = new Emitter<undefined>();
      let calls = 0;
      emitter.event(() => {
        throw new TypeError('a bug in a view');
      });
      emitter.event(() => (calls += 1));
      emitter.fire(undefined);
      assert.equal(calls, 1);
    });
    assert.match(String(errors[0]?.cause), /a bug in a view/);
  });
});

describe('BurstEmitter', () => {
  it('fires at once for the first change, and once for all others in the same turn', async () => {
    const emitter = new BurstEmitter<number>();
    const events: (readonly number[])[] = [];
    emitter.event((items) => events.push([...items]));
    for (const item of [1, 2, 3, 2]) {
      emitter.fire(item);
    }
    assert.deepEqual(events, [[1]]);
    await settle();
    assert.deepEqual(events, [[1], [2, 3]]);
  });

  it('fires once for a single change in a turn', async () => {
    const emitter = new BurstEmitter<number>();
    const events: (readonly number[])[] = [];
    emitter.event((items) => events.push([...items]));
    emitter.fire(1);
    await settle();
    assert.deepEqual(events, [[1]]);
    emitter.fire(2);
    assert.deepEqual(events, [[1], [2]]);
  });

  it('fires for a change without an item', () => {
    const emitter = new BurstEmitter<number>();
    const sizes: number[] = [];
    emitter.event(({ size }) => sizes.push(size));
    emitter.fire();
    assert.deepEqual(sizes, [0]);
  });

  it('doesn’t fire after it is disposed', async () => {
    const emitter = new BurstEmitter();
    let calls = 0;
    emitter.event(() => (calls += 1));
    emitter.fire();
    emitter.fire();
    emitter.dispose();
    await settle();
    assert.equal(calls, 1);
  });
});

/** Runs the function without mocha's handlers, for which an uncaught error is a failed test. */
async function uncaughtErrors(run: () => void): Promise<readonly Error[]> {
  const handlers = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const errors: Error[] = [];
  process.on('uncaughtException', (error) => errors.push(error));
  try {
    run();
    await settle();
  } finally {
    process.removeAllListeners('uncaughtException');
    handlers.forEach((handler) => process.on('uncaughtException', handler));
  }
  return errors;
}
