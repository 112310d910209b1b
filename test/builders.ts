import type {
  Account,
  GraphTarget,
  SessionActivity,
  SessionRecord,
  StoredSession,
  WorkbookSession,
} from '../src/model/workbookSession';
import type { CallContext } from '../src/model/ports';
import { addressOfIds } from '../src/model/workbook';

/** The time at which ManualClock starts. */
export const someTime = Date.UTC(2026, 0, 1);

export const globalGraph: GraphTarget = { cloud: 'global' };

export const anAccount = (name = 'ada'): Account => ({
  id: `${name}-object-id.tenant-id`,
  label: `${name}@example.com`,
});

export const aSandbox = (instanceId = 'sandbox-1'): GraphTarget => ({
  cloud: 'sandbox',
  sandbox: { endpoint: 'http://127.0.0.1:8365', instanceId, processId: 4711 },
});

/** A created session. Its workbook and its session id follow from its key. */
export function aSessionRecord(change: Partial<SessionRecord> = {}): SessionRecord {
  const key = change.key ?? '00000000-0000-4000-8000-000000000001';
  return {
    key,
    target: globalGraph,
    account: anAccount(),
    address: addressOfIds({ driveId: 'b!drive', itemId: `item-of-${key}` }),
    workbookName: 'Budget.xlsx',
    sessionId: `cluster=EU1&session=${key}`,
    mode: 'persistent',
    origin: 'created',
    createdAt: someTime,
    ...change,
  };
}

export function aStoredSession(
  record: Partial<SessionRecord> = {},
  activity: SessionActivity = {},
): StoredSession {
  return { record: aSessionRecord(record), activity };
}

/** A saved, open session with five minutes left. */
export function aWorkbookSession(change: Partial<WorkbookSession> = {}): WorkbookSession {
  const { key, target, account, address, workbookName, mode, origin, createdAt } = aSessionRecord(
    change.key === undefined ? {} : { key: change.key },
  );
  return {
    ...{ key, target, address, workbookName, mode, origin, createdAt },
    ...(account && { account }),
    ids: { driveId: 'b!drive', itemId: `item-of-${key}` },
    status: 'open',
    isSaved: true,
    lastActiveAt: createdAt,
    expiresAt: createdAt + 5 * 60_000,
    ...change,
  };
}

/** An added session that was never refreshed, so that its expiry is unknown. */
export function anUncheckedSession(change: Partial<WorkbookSession> = {}): WorkbookSession {
  const { lastActiveAt, expiresAt, ...session } = aWorkbookSession({
    status: 'maybeExpired',
    origin: 'added',
    ...change,
  });
  return session;
}

/** One attempt to call Graph with a token that never appears anywhere else. */
export function aCallContext(change: Partial<CallContext> = {}): CallContext {
  return {
    target: globalGraph,
    token: { value: 'secret-token', audience: 'graph' },
    signal: new AbortController().signal,
    newConnection: false,
    timeoutMs: 30_000,
    ...change,
  };
}
