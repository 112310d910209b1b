import assert from 'node:assert/strict';
import { linkedSignal, onAbort, untilAborted } from '../../../src/base/abort';
import { Deferred } from '../../../src/base/deferred';
import { settle } from '../../fakes/settle';

describe('untilAborted', () => {
  it('settles like the promise', async () => {
    const { signal } = new AbortController();
    assert.equal(await untilAborted(Promise.resolve(1), signal), 1);
    await assert.rejects(untilAborted(Promise.reject(new TypeError('no')), signal), TypeError);
  });

  it('rejects with the signal’s reason if it aborts first', async () => {
    const controller = new AbortController();
    const waiting = untilAborted(new Deferred().promise, controller.signal);
    controller.abort(new RangeError('enough'));
    await assert.rejects(waiting, RangeError);
  });

  it('rejects if the signal has aborted already, even with a resolved promise', async () => {
    const signal = AbortSignal.abort(new RangeError('enough'));
    await assert.rejects(untilAborted(Promise.resolve(1), signal), RangeError);
  });

  it('handles the rejection of a promise that nobody waits for any more', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const late = new Deferred<undefined>();
    await assert.rejects(untilAborted(late.promise, AbortSignal.abort()));
    late.reject(new Error('late'));
    await settle();
    process.off('unhandledRejection', note);
    assert.deepEqual(unhandled, []);
  });
});

describe('onAbort', () => {
  it('calls back once, and immediately for a signal that has aborted already', () => {
    const calls: string[] = [];
    const controller = new AbortController();
    onAbort(controller.signal, () => calls.push('later'));
    controller.abort();
    controller.abort();
    onAbort(controller.signal, () => calls.push('now'));
    assert.deepEqual(calls, ['later', 'now']);
  });

  it('doesn’t call back after it is disposed', () => {
    const calls: string[] = [];
    const controller = new AbortController();
    const same = () => calls.push('called');
    onAbort(controller.signal, same).dispose();
    onAbort(controller.signal, same);
    controller.abort();
    assert.deepEqual(calls, ['called']);
  });

  it('takes ten thousand callbacks on one signal without a warning from Node', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    const controller = new AbortController();
    let calls = 0;
    for (let index = 0; index < 10_000; index += 1) {
      onAbort(controller.signal, () => (calls += 1));
    }
    controller.abort();
    await settle();
    process.off('warning', note);
    assert.equal(calls, 10_000);
    assert.deepEqual(warnings, []);
  });
});

describe('linkedSignal', () => {
  it('aborts with the first of its signals and that signal’s reason', () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const { signal } = linkedSignal(one.signal, two.signal);
    assert.equal(signal.aborted, false);
    two.abort('two');
    one.abort('one');
    assert.equal(signal.reason, 'two');
  });

  it('has aborted from the start if one of its signals has', () => {
    assert.equal(linkedSignal(AbortSignal.abort('early')).signal.reason, 'early');
  });

  it('doesn’t abort after it is disposed', () => {
    const controller = new AbortController();
    const linked = linkedSignal(controller.signal);
    linked.dispose();
    controller.abort();
    assert.equal(linked.signal.aborted, false);
  });
});
