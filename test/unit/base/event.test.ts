import assert from 'node:assert/strict';
import { BurstEmitter, Emitter } from '../../../src/base/event';
import { settle } from '../../fakes/settle';

describe('Emitter', () => {
  it('tells every listener, in the order of their coming, until it is disposed', () => {
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

  it('counts the same function twice when it is subscribed twice', () => {
    const emitter = new Emitter<undefined>();
    let calls = 0;
    const listener = () => (calls += 1);
    emitter.event(listener);
    emitter.event(listener).dispose();
    emitter.fire(undefined);
    assert.equal(calls, 1);
  });

  it('does not tell a listener that an earlier one has just disposed', () => {
    const emitter = new Emitter<undefined>();
    let calls = 0;
    emitter.event(() => {
      second.dispose();
    });
    const second = emitter.event(() => (calls += 1));
    emitter.fire(undefined);
    assert.equal(calls, 0);
  });

  it('keeps a failing listener from the sender and from the others', async () => {
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
  it('tells the first change at once and all that follow in the same turn once', async () => {
    const emitter = new BurstEmitter();
    let calls = 0;
    emitter.event(() => (calls += 1));
    for (let index = 0; index < 1000; index += 1) {
      emitter.fire();
    }
    assert.equal(calls, 1);
    await settle();
    assert.equal(calls, 2);
  });

  it('tells a single change in each turn at once, and only once', async () => {
    const emitter = new BurstEmitter();
    let calls = 0;
    emitter.event(() => (calls += 1));
    emitter.fire();
    await settle();
    assert.equal(calls, 1);
    emitter.fire();
    assert.equal(calls, 2);
  });

  it('tells nothing more once it is disposed', async () => {
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

/** Runs it with mocha's own handlers set aside, since an error of nobody's would fail the test. */
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
