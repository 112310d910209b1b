import assert from 'node:assert/strict';
import type { RefreshOutcome } from '../../../src/model/closeOutcome';
import type { ErrorCode } from '../../../src/model/errors';
import type { AttemptFailure } from '../../../src/model/ports';
import { addressOfIds } from '../../../src/model/workbook';
import { anAccount } from '../../builders';
import { setupService } from './serviceSetup';

const user = { interactive: true };
const failed =
  (code: ErrorCode, facts: Partial<AttemptFailure> = {}) =>
  (): AttemptFailure => ({ ok: false, code, mayRetry: false, ...facts });

const textOf = (outcome: RefreshOutcome) =>
  [outcome.key, outcome.outcome, ...('code' in outcome ? [outcome.code] : [])].join(' ');

describe('SessionRefresher', () => {
  it('restarts the idle time and forgets why the last close failed', async () => {
    const { service, api, clock, listed, given, store } = setupService();
    await given({ key: 'a' });
    api.closes.push(failed('locked'));
    await service.close(['a'], user);
    assert.equal(listed('a')?.status, 'closeFailed');
    await clock.advance(1000);
    assert.deepEqual(await service.refresh(['a'], user), [{ key: 'a', outcome: 'refreshed' }]);
    const session = listed('a');
    assert.deepEqual(
      [session?.status, session?.lastActiveAt, session?.failure],
      ['open', clock.now(), undefined],
    );
    assert.deepEqual(store.disk.activities.get('a'), { lastActiveAt: clock.now() });
    assert.deepEqual(
      api.calls.map(({ method }) => method),
      ['close', 'refresh'],
    );
  });

  it('removes a dead session from the list, and remembers its end', async () => {
    const { service, api, given, clock } = setupService();
    await given({ key: 'a' });
    api.refreshes.push(failed('sessionGone', { isSessionDead: true, requestId: 'r' }));
    const gone = { key: 'a', code: 'sessionGone', requestId: 'r' } as const;
    assert.deepEqual(await service.refresh(['a'], user), [{ ...gone, outcome: 'gone' }]);
    assert.deepEqual(service.sessions(), []);
    const [recent] = service.recent.all();
    assert.deepEqual(
      [recent?.end, recent?.endedAt, recent?.session.key],
      [{ ...gone, outcome: 'alreadyGone' }, clock.now(), 'a'],
    );
  });

  it('leaves a session unchanged when the service fails for another reason', async () => {
    const { service, api, listed, given } = setupService();
    await given({ key: 'a' });
    const before = listed('a');
    api.refreshes.push(failed('accessDenied'));
    const outcomes = await service.refresh(['a', 'nobody', 'a'], user);
    assert.deepEqual(outcomes.map(textOf), [
      'a failed accessDenied',
      'nobody failed sessionNotListed',
    ]);
    assert.deepEqual(listed('a'), before);
  });

  it('refreshes several sessions, one at a time on a workbook, and reports each outcome', async () => {
    const { service, api, given, clock } = setupService();
    const address = addressOfIds({ driveId: 'd', itemId: 'shared' });
    await given({ key: 'a', address }, { key: 'b', address }, { key: 'c' });
    api.refreshes.push(async () => {
      await clock.delay(10);
      return { ok: true, value: undefined };
    });
    const told: string[] = [];
    const onOutcome = (outcome: RefreshOutcome) => told.push(textOf(outcome));
    const refreshing = service.refresh(['a', 'b', 'c'], { ...user, onOutcome });
    await clock.runUntilIdle();
    await refreshing;
    assert.deepEqual(told, ['c refreshed', 'a refreshed', 'b refreshed']);
    assert.equal(api.mostPerWorkbook, 1);
  });

  it("asks for each account's token before it sends, and goes on without missing accounts", async () => {
    const { service, tokens, given, api } = setupService();
    const [ada, bob] = [anAccount('ada'), anAccount('bob')];
    await given({ key: 'a', account: ada }, { key: 'b', account: bob });
    tokens.refusals.set(ada.id, 'accountUnavailable');
    assert.deepEqual((await service.refresh(['a', 'b'], user)).map(textOf), [
      'a failed accountUnavailable',
      'b refreshed',
    ]);
    assert.equal(api.calls.length, 1);
  });

  it('leaves a session unchanged when it is cancelled', async () => {
    const { service, given, api, listed } = setupService();
    await given({ key: 'a' });
    const before = listed('a');
    const outcomes = await service.refresh(['a'], { ...user, signal: AbortSignal.abort() });
    assert.deepEqual(outcomes.map(textOf), ['a cancelled']);
    assert.deepEqual([listed('a'), api.calls], [before, []]);
  });
});
