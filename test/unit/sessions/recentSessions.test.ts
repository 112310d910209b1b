import assert from 'node:assert/strict';
import { mostRecentSessions } from '../../../src/sessions/recentSessions';
import { inspect } from 'node:util';
import { setupService } from './serviceSetup';

const user = { interactive: true };

describe('RecentSessions', () => {
  it('remember closed sessions, newest first, with the request ID', async () => {
    const { service, given, api, clock } = setupService();
    await given({ key: 'a', workbookName: 'A.xlsx' }, { key: 'b', workbookName: 'B.xlsx' });
    api.closes.push(() => ({ ok: true, value: undefined, requestId: 'r-1' }));
    await service.close(['a'], user);
    await clock.advance(1000);
    await service.close(['b'], user);
    assert.deepEqual(
      service.recent
        .all()
        .map(({ end, endedAt, session }) => [session.workbookName, end, clock.now() - endedAt]),
      [
        ['B.xlsx', { key: 'b', outcome: 'closed' }, 0],
        ['A.xlsx', { key: 'a', outcome: 'closed', requestId: 'r-1' }, 1000],
      ],
    );
  });

  it("don't remember failed or forgotten sessions", async () => {
    const { service, given, api } = setupService();
    await given({ key: 'a' }, { key: 'b' });
    api.closes.push(() => ({ ok: false, code: 'locked', mayRetry: false }));
    await service.close(['a'], user);
    service.forget(['b']);
    assert.deepEqual(service.recent.all(), []);
  });

  it('remember at most 20 sessions, without session IDs', async () => {
    const { service, given } = setupService();
    const keys = Array.from({ length: mostRecentSessions + 2 }, (_, index) => `key-${index}`);
    await given(...keys.map((key) => ({ key, sessionId: `secret-${key}` })));
    await service.close(keys, user);
    const recent = service.recent.all();
    assert.deepEqual(
      recent.map(({ session }) => session.key),
      keys.slice(2).reverse(),
    );
    assert.doesNotMatch(inspect(recent, { depth: 9 }), /secret/);
  });

  it('are complete when the list reports the removal', async () => {
    const { service, given } = setupService();
    await given({ key: 'a' });
    const seen: number[] = [];
    service.onDidChangeSessions(() => {
      if (service.sessions().length === 0) {
        seen.push(service.recent.all().length);
      }
    });
    await service.close(['a'], user);
    await new Promise(setImmediate);
    assert.equal(seen.at(-1), 1);
  });

  it('are cleared on request, with one event, and with none when there is nothing', async () => {
    const { service, given } = setupService();
    await given({ key: 'a' }, { key: 'b' });
    await service.close(['a'], user);
    let told = 0;
    service.recent.onDidClear(() => (told += 1));
    service.recent.clear();
    service.recent.clear();
    assert.deepEqual([service.recent.all(), told], [[], 1]);
    await service.close(['b'], user);
    assert.equal(service.recent.all().length, 1);
  });
});
