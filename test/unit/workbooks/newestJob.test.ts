import assert from 'node:assert/strict';
import { Deferred } from '../../../src/base/deferred';
import { NewestJob, type JobOutcome } from '../../../src/workbooks/newestJob';
import { ManualClock } from '../../fakes/manualClock';
import { settle } from '../../fakes/settle';

function setup() {
  const clock = new ManualClock();
  const job = new NewestJob(clock);
  const begun: string[] = [];
  const told: JobOutcome<string>[] = [];
  const answers = new Map<string, Deferred<string>>();
  const signals = new Map<string, AbortSignal>();
  const type = (text: string) => {
    const answer = new Deferred<string>();
    answers.set(text, answer);
    const work = (signal: AbortSignal) => {
      begun.push(text);
      signals.set(text, signal);
      return answer.promise;
    };
    void job.start(300, work, (outcome) => told.push(outcome));
  };
  const answer = async (text: string) => {
    answers.get(text)?.resolve(`found ${text}`);
    await settle();
  };
  return { clock, job, begun, told, signals, type, answer, answers };
}

describe('NewestJob', () => {
  it('begins when nothing new has come for a while', async () => {
    const { clock, type, begun } = setup();
    type('b');
    await clock.advance(299);
    type('bu');
    await clock.advance(299);
    assert.deepEqual(begun, []);
    await clock.advance(1);
    assert.deepEqual(begun, ['bu']);
  });

  it('ends the older one, and the newest answer wins whichever comes first', async () => {
    const { clock, type, told, signals, answer } = setup();
    type('b');
    await clock.advance(300);
    type('bu');
    assert.equal(signals.get('b')?.aborted, true);
    await clock.advance(300);
    await answer('bu');
    await answer('b');
    assert.deepEqual(told, [{ ok: true, value: 'found bu' }]);
  });

  it('tells a failure, unless something newer has begun', async () => {
    const { clock, type, told, answers } = setup();
    const error = new Error('no');
    type('b');
    await clock.advance(300);
    type('bu');
    answers.get('b')?.reject(error);
    await clock.advance(300);
    answers.get('bu')?.reject(error);
    await settle();
    assert.deepEqual(told, [{ ok: false, error }]);
  });

  it('is silent once it is stopped', async () => {
    const { clock, job, type, told, begun, answer } = setup();
    type('b');
    await clock.advance(300);
    job.dispose();
    await answer('b');
    type('bu');
    job.stop();
    await clock.advance(300);
    assert.deepEqual({ told, begun }, { told: [], begun: ['b'] });
  });

  it('begins at once without a wait', async () => {
    const { job } = setup();
    const told: unknown[] = [];
    await job.start(
      0,
      () => Promise.resolve(7),
      (outcome) => told.push(outcome),
    );
    assert.deepEqual(told, [{ ok: true, value: 7 }]);
  });
});
