import assert from 'node:assert/strict';
import { Deferred } from '../../../src/base/deferred';
import type { TelemetryEvent } from '../../../src/telemetry/telemetryEvents';
import {
  LazyTelemetry,
  telemetryConnectionString,
  type TelemetrySender,
} from '../../../src/telemetry/lazyTelemetry';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { RecordingTelemetry } from '../../fakes/recordingTelemetry';
import { settle } from '../../fakes/settle';

class RecordingSender extends RecordingTelemetry implements TelemetrySender {
  isDisposed = false;

  dispose(): void {
    this.isDisposed = true;
  }
}

const event = (command: 'showLog' | 'signOut' = 'showLog'): TelemetryEvent => ({
  ...{ name: 'command.completed', command: `workbookSessions.${command}` },
  ...{ outcome: 'completed', duration: 'under1s' },
});

function setup({ connectionString = 'somewhere', isEnabled = true } = {}) {
  const sender = new RecordingSender();
  const logger = new RecordingLogger();
  const loaded = new Deferred<TelemetrySender>();
  const switches = { isEnabled };
  const loads: string[] = [];
  const telemetry = new LazyTelemetry({
    connectionString,
    isEnabled: () => switches.isEnabled,
    load: (given) => {
      loads.push(given);
      return loaded.promise;
    },
    logger,
  });
  return { telemetry, sender, logger, loaded, loads, switches };
}

describe('LazyTelemetry', () => {
  it('loads the sender once, with the first event, and sends all events in order', async () => {
    const { telemetry, sender, loaded, loads } = setup();
    assert.deepEqual(loads, []);
    telemetry.send(event('showLog'));
    telemetry.send(event('signOut'));
    assert.deepEqual([loads, sender.events], [['somewhere'], []]);
    loaded.resolve(sender);
    await settle();
    assert.deepEqual(sender.events, [event('showLog'), event('signOut')]);
  });

  it('has no connection string unless the build sets one', () => {
    assert.equal(telemetryConnectionString, '');
  });

  it('loads nothing without a connection string', async () => {
    const { telemetry, loads } = setup({ connectionString: '' });
    telemetry.send(event());
    telemetry.dispose();
    await settle();
    assert.deepEqual(loads, []);
  });

  it('sends events only while the user has telemetry on', async () => {
    const { telemetry, sender, loaded, loads, switches } = setup({ isEnabled: false });
    loaded.resolve(sender);
    telemetry.send(event());
    assert.deepEqual(loads, []);
    switches.isEnabled = true;
    telemetry.send(event('signOut'));
    switches.isEnabled = false;
    telemetry.send(event());
    await settle();
    assert.deepEqual(sender.events, [event('signOut')]);
  });

  it('disposes of the sender after the earlier events, and sends none after that', async () => {
    const { telemetry, sender, loaded } = setup();
    telemetry.send(event());
    telemetry.dispose();
    telemetry.send(event('signOut'));
    assert.equal(sender.isDisposed, false);
    loaded.resolve(sender);
    await settle();
    assert.deepEqual([sender.events, sender.isDisposed], [[event()], true]);
  });

  it('logs once, without the error’s message, that the sender can’t be loaded, and stays off', async () => {
    const { telemetry, logger, loaded, loads } = setup();
    telemetry.send(event());
    telemetry.send(event());
    loaded.reject(new Error('https://secret.example'));
    await settle();
    telemetry.send(event());
    await settle();
    assert.equal(logger.lines.length, 1);
    assert.doesNotMatch(logger.lines.join(), /secret/);
    assert.equal(loads.length, 1);
  });

  it('throws no error of the sender', async () => {
    const { telemetry, loaded, logger } = setup();
    loaded.resolve({
      send: () => {
        throw new Error('send');
      },
      dispose: () => {
        throw new Error('dispose');
      },
    });
    telemetry.send(event());
    telemetry.dispose();
    await settle();
    assert.deepEqual(logger.lines, []);
  });
});
