import assert from 'node:assert/strict';
import { WorkbookSessionError, errorCodes } from '../../../src/model/errors';
import { endOf } from '../../../src/telemetry/endOf';
import {
  countedSignIn,
  sessionCreated,
  sessionsClosed,
  sessionsRefreshed,
} from '../../../src/telemetry/telemetryFacts';
import { aSandbox, aWorkbookSession, globalGraph } from '../../builders';
import { RecordingTelemetry } from '../../fakes/recordingTelemetry';

const onGraph = aWorkbookSession({ key: 'a' });
const inSandbox = aWorkbookSession({ key: 'b', target: aSandbox() });

describe('what telemetry is told', () => {
  it('of what went well is nothing but that', () => {
    assert.deepEqual(endOf(), { outcome: 'completed' });
  });

  it('of an error is its code, whatever else it holds', () => {
    const facts = { accountLabel: 'ada@example.com', sessionKey: 'key', requestId: 'id' };
    const error = new WorkbookSessionError('accessDenied', facts, { cause: new Error('secret') });
    assert.deepEqual(endOf({ error }), { outcome: 'failed', code: 'accessDenied' });
    const unforeseen = [new Error('secret'), 'secret', undefined, { code: 'secret' }];
    for (const thrown of unforeseen) {
      assert.deepEqual(endOf({ error: thrown }), { outcome: 'failed', code: 'unexpected' });
    }
  });

  it('of what the user broke off is that it was cancelled', () => {
    const cancelled = errorCodes.filter(
      (code) => endOf({ error: new WorkbookSessionError(code) }).outcome === 'cancelled',
    );
    assert.deepEqual(cancelled, [
      'signInCancelled',
      'endpointNotConfirmed',
      'openingAbandoned',
      'cancelled',
    ]);
  });

  it('of sessions that were closed is how many, and why the first failed', () => {
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

  it('of sessions that were refreshed is how many', () => {
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

  it('of a session that was opened is its mode and how long that took', () => {
    const wish = { target: globalGraph, persistChanges: false };
    assert.deepEqual(sessionCreated(wish, { isLongRunning: true, ms: 60_000 }), {
      ...{ name: 'session.created', mode: 'nonPersistent', target: 'graph' },
      ...{ outcome: 'completed', long_running: 'yes', duration: 'under2min' },
    });
    const thrown = { error: new WorkbookSessionError('locked') };
    const event = sessionCreated({ ...wish, persistChanges: true }, course(thrown));
    assert.deepEqual([event.mode, event.outcome, event.code], ['persistent', 'failed', 'locked']);
    assert.equal(event.long_running, 'no');
  });

  const course = (thrown: { error: unknown }) => ({ isLongRunning: false, ms: 0, thrown });

  it('of a sign-in is its way, its cloud and its end, and the caller gets what it would without', async () => {
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

  it('of a sign-in to a sandbox is nothing', async () => {
    const telemetry = new RecordingTelemetry();
    await countedSignIn(telemetry, 'accessToken', aSandbox(), () => Promise.resolve());
    assert.deepEqual(telemetry.events, []);
  });
});
