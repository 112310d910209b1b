import assert from 'node:assert/strict';
import { commandIds } from '../../../src/contributions';
import { WorkbookSessionError } from '../../../src/model/errors';
import type { CommandHandler, CommandHandlers } from '../../../src/window/commandRegistrar';
import { commandRunner, lostRow } from '../../../src/window/commandRunner';
import type { ErrorActions } from '../../../src/window/errorPresenter';
import { ManualClock } from '../../fakes/manualClock';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { RecordingTelemetry } from '../../fakes/recordingTelemetry';

function setup(handler: CommandHandler) {
  const telemetry = new RecordingTelemetry();
  const clock = new ManualClock();
  const shown: {
    readonly error: unknown;
    readonly counted: number;
    readonly actions: ErrorActions | undefined;
    readonly wanted: unknown;
  }[] = [];
  const presenter = {
    show: (error: unknown, actions?: ErrorActions, wanted?: unknown) => {
      shown.push({ error, counted: telemetry.events.length, actions, wanted });
      return Promise.resolve();
    },
  };
  const none = () => Promise.reject(new Error('Another command was run.'));
  const all = Object.fromEntries(commandIds.map((id) => [id, none])) as unknown as CommandHandlers;
  const load = () => Promise.resolve({ ...all, 'workbookSessions.copyAs': handler });
  const log = new RecordingLogger();
  const run = commandRunner('workbookSessions.copyAs', { clock, log, presenter, telemetry }, load);
  return { run, telemetry, clock, shown, log };
}

const event = { name: 'command.completed', command: 'workbookSessions.copyAs' };

describe('commandRunner', () => {
  it('passes the arguments on and counts the command with its duration', async () => {
    const calls: unknown[][] = [];
    const { run, telemetry, clock, shown } = setup(async (...args) => {
      calls.push(args);
      await clock.advance(4000);
      clock.adjust(-3_600_000);
    });
    await run('row', ['rows']);
    assert.deepEqual(calls, [['row', ['rows']]]);
    assert.deepEqual(telemetry.events, [{ ...event, outcome: 'completed', duration: 'under10s' }]);
    assert.deepEqual(shown, []);
  });

  it('logs the start, the end, and the duration', async () => {
    const { run, clock, log } = setup(() => clock.advance(4000.4));
    await run('row', ['rows']);
    const failing = setup(() => Promise.reject(new WorkbookSessionError('network')));
    await failing.run();
    const left = setup(() => Promise.reject(new WorkbookSessionError('signInCancelled')));
    await left.run();
    const lines = [log, failing.log, left.log].flatMap((one) => one.lines);
    assert.deepEqual(lines, [
      'info: The command copyAs has started.',
      'info: The command copyAs was completed after 4000 ms.',
      'info: The command copyAs has started.',
      'info: The command copyAs failed after 0 ms.',
      'info: The command copyAs has started.',
      'info: The command copyAs was cancelled after 0 ms.',
    ]);
  });

  it('passes lostRow for a row that was clicked while the view was drawn', async () => {
    const calls: unknown[][] = [];
    const { run } = setup((...args) => Promise.resolve(void calls.push(args)));
    await run(undefined, undefined);
    await run();
    assert.deepEqual(calls, [[lostRow], []]);
  });

  it('counts an error by its code before it shows it, and again after Try Again', async () => {
    const error = new WorkbookSessionError('accessDenied', { accountLabel: 'ada@example.com' });
    const { run, telemetry, shown } = setup(() => Promise.reject(error));
    await run('row');
    const failed = { ...event, outcome: 'failed', code: 'accessDenied', duration: 'under1s' };
    assert.deepEqual(telemetry.events, [failed]);
    const [first] = shown;
    assert.equal(first?.error, error);
    assert.equal(first.counted, 1);
    assert.equal(first.wanted, 'workbookSessions.copyAs');
    await first.actions?.tryAgain?.();
    assert.deepEqual(telemetry.events, [failed, failed]);
  });

  it('counts a cancelled command as cancelled', async () => {
    const { run, telemetry } = setup(() => Promise.reject(new WorkbookSessionError('cancelled')));
    await run();
    const [only] = telemetry.events;
    assert.equal(only?.name === 'command.completed' && only.outcome, 'cancelled');
  });
});
