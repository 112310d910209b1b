import assert from 'node:assert/strict';
import { WorkbookSessionError, errorCodes } from '../../../src/model/errors';
import {
  commandCompleted,
  countedSignIn,
  sessionCreated,
  sessionsClosed,
  sessionsRefreshed,
} from '../../../src/telemetry/telemetryFacts';
import { aSandbox, aWorkbookSession, globalGraph } from '../../builders';
import { RecordingTelemetry } from '../../fakes/recordingTelemetry';

const onGraph = aWorkbookSession({ key: 'a' });
const inSandbox = aWorkbookSession({ key: 'b', target: aSandbox() });

const command = 'workbookSessions.copyAs';
const ended = (error: unknown) => commandCompleted(command, 0, { error });

describe('The telemetry event', () => {
  it('of a command has its outcome and how long it took, in steps', () => {
    assert.deepEqual(commandCompleted(command, 4000), {
      ...{ name: 'command.completed', command, outcome: 'completed', duration: 'under10s' },
    });
  });

  it('of an error has its code, whatever else the error holds', () => {
    const event = { name: 'command.completed', command, outcome: 'failed', duration: 'under1s' };
    const facts = { accountLabel: 'ada@example.com', sessionKey: 'key', requestId: 'id' };
    const error = new WorkbookSessionError('accessDenied', facts, { cause: new Error('secret') });
    assert.deepEqual(ended(error), { ...event, code: 'accessDenied' });
    const unforeseen = [new Error('secret'), 'secret', undefined, { code: 'secret' }];
    for (const thrown of unforeseen) {
      assert.deepEqual(ended(thrown), { ...event, code: 'unexpected' });
    }
  });

  it('of what the user cancelled has the outcome “cancelled”', () => {
    const cancelled = errorCodes.filter(
      (code) => ended(new WorkbookSessionError(code)).outcome === 'cancelled',
    );
    assert.deepEqual(cancelled, [
      'signInCancelled',
      'endpointNotConfirmed',
      'openingAbandoned',
      'cancelled',
    ]);
  });

  it('of closed sessions has the number for each outcome, and the code of the first failure', () => {
    const event = sessionsClosed(
      [
        { key: 'a', outcome: 'closed', requestId: 'id' },
        { key: 'b', outcome: 'alreadyGone', code: 'sessionGone' },
        { key: 'c', outcome: 'failed', code: 'locked' },
        { key: 'd', outcome: 'failed', code: 'network' },
        { key: 'e', outcome: 'cancelled' },
      ],
      [onGraph, inSandbox],
      2000,
    );
    assert.deepEqual(event, {
      ...{ name: 'sessions.closed', target: 'both', duration: 'under3s', code: 'locked' },
      ...{ closed: 1, already_gone: 1, failed: 2, cancelled: 1 },
    });
  });

  it('of refreshed sessions has the number for each outcome', () => {
    const event = sessionsRefreshed(
      [
        { key: 'a', outcome: 'refreshed' },
        { key: 'b', outcome: 'gone', code: 'sessionGone' },
      ],
      [inSandbox],
      0,
    );
    assert.deepEqual(event, {
      ...{ name: 'sessions.refreshed', target: 'sandbox', duration: 'under1s' },
      ...{ refreshed: 1, gone: 1, failed: 0, cancelled: 0 },
    });
  });

  it('of a created session has its mode and how long that took', () => {
    const request = { target: globalGraph, persistChanges: false };
    assert.deepEqual(sessionCreated(request, { isLongRunning: true, ms: 60_000 }), {
      ...{ name: 'session.created', mode: 'nonPersistent', target: 'graph' },
      ...{ outcome: 'completed', long_running: 'yes', duration: 'under2min' },
    });
    const thrown = { error: new WorkbookSessionError('locked') };
    const event = sessionCreated(
      { ...request, persistChanges: true },
      { isLongRunning: false, ms: 0, thrown },
    );
    assert.deepEqual([event.mode, event.outcome, event.code], ['persistent', 'failed', 'locked']);
    assert.equal(event.long_running, 'no');
  });

  it('of a sign-in has its method, cloud, and outcome, and the caller gets the result or the error', async () => {
    const telemetry = new RecordingTelemetry();
    const signIn = (run: () => Promise<string>) =>
      countedSignIn(telemetry, 'vscode', { cloud: 'usGov' }, run);
    assert.equal(await signIn(() => Promise.resolve('ada')), 'ada');
    const error = new WorkbookSessionError('consentRequired');
    await assert.rejects(
      signIn(() => Promise.reject(error)),
      error,
    );
    const event = { name: 'sign_in.completed', method: 'vscode', cloud: 'usGov' };
    assert.deepEqual(telemetry.events, [
      { ...event, outcome: 'completed' },
      { ...event, outcome: 'failed', code: 'consentRequired' },
    ]);
  });

  it('of a sign-in to a sandbox is not sent', async () => {
    const telemetry = new RecordingTelemetry();
    await countedSignIn(telemetry, 'accessToken', aSandbox(), () => Promise.resolve());
    assert.deepEqual(telemetry.events, []);
  });
});
