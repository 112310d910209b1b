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
  const logger = new RecordingLogger();
  const surroundings = { load, presenter, telemetry, clock, logger };
  const run = commandRunner('workbookSessions.copyAs', surroundings);
  return { run, telemetry, clock, shown, logger };
}

const event = { name: 'command.completed', command: 'workbookSessions.copyAs' };

describe('commandRunner', () => {
  it('hands on what the command was called with, and counts its end and how long it took', async () => {
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

  it('logs its start, and how and after how long it ended', async () => {
    const { run, clock, logger } = setup(() => clock.advance(4000.4));
    await run('row', ['rows']);
    const failing = setup(() => Promise.reject(new WorkbookSessionError('network')));
    await failing.run();
    const left = setup(() => Promise.reject(new WorkbookSessionError('signInCancelled')));
    await left.run();
    const lines = [logger, failing.logger, left.logger].flatMap((one) => one.lines);
    assert.deepEqual(lines, [
      'info: The command copyAs has started.',
      'info: The command copyAs was completed after 4000 ms.',
      'info: The command copyAs has started.',
      'info: The command copyAs failed after 0 ms.',
      'info: The command copyAs has started.',
      'info: The command copyAs was cancelled after 0 ms.',
    ]);
  });

  it('tells a row that was lost from no row', async () => {
    const calls: unknown[][] = [];
    const { run } = setup((...args) => Promise.resolve(void calls.push(args)));
    await run(undefined, undefined);
    await run();
    assert.deepEqual(calls, [[lostRow], []]);
  });

  it('counts an error by its code before it shows it in the words of the command, and again when that is tried again', async () => {
    const error = new WorkbookSessionError('accessDenied', { accountLabel: 'ada@example.com' });
    const { run, telemetry, shown } = setup(() => Promise.reject(error));
    await run('row');
    const failed = { ...event, outcome: 'failed', code: 'accessDenied', duration: 'under1s' };
    assert.deepEqual(telemetry.events, [failed]);
    const [first] = shown;
    assert.deepEqual(
      [first?.error, first?.counted, first?.wanted],
      [error, 1, 'workbookSessions.copyAs'],
    );
    await first?.actions?.tryAgain?.();
    assert.deepEqual(telemetry.events, [failed, failed]);
  });

  it('takes what the user broke off for no failure', async () => {
    const { run, telemetry } = setup(() => Promise.reject(new WorkbookSessionError('cancelled')));
    await run();
    const [only] = telemetry.events;
    assert.equal(only?.name === 'command.completed' && only.outcome, 'cancelled');
  });
});
