import assert from 'node:assert/strict';
import { Deferred } from '../../../src/base/deferred';
import { Mutex } from '../../../src/base/mutex';
import { settle } from '../../fakes/settle';

describe('Mutex', () => {
  it('runs one task after the other, in the order in which they came', async () => {
    const mutex = new Mutex();
    const log: string[] = [];
    const first = new Deferred<undefined>();
    const one = mutex.run(async () => {
      await first.promise;
      log.push('one');
    });
    const two = mutex.run(() => Promise.resolve(log.push('two')));
    await settle();
    assert.deepEqual(log, []);
    first.resolve(undefined);
    await Promise.all([one, two]);
    assert.deepEqual(log, ['one', 'two']);
  });

  it('goes on after a task that failed', async () => {
    const mutex = new Mutex();
    const bad = mutex.run(() => Promise.reject(new TypeError('no')));
    const good = mutex.run(() => Promise.resolve('yes'));
    await assert.rejects(bad, TypeError);
    assert.equal(await good, 'yes');
  });
});
