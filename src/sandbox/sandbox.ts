import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { defined } from '../base/defined';
import { isJsonObject } from '../base/json';
import { sandboxToken } from '../base/sandboxToken';
import { AccessTokens, type SandboxAuth } from './accessTokens';
import { AdminApi } from './adminApi';
import type { ServerCertificate, TrustedCertificate } from './certificate';
import { DriveEntries } from './driveEntries';
import type { Fault, FaultHandle } from './faults';
import type { RecordedRequest } from './graphCall';
import { GraphCalls } from './graphCalls';
import { LongRunningOperations } from './longRunningOperations';
import { requestListener } from './requestListener';
import type { SandboxIdentity } from './sandboxIdentity';
import { filesOfSeed, fileOfSession, type SandboxSeed } from './seed';
import type { Violation } from './violations';
import { builtInEntries, type SampleSession, sampleSessions } from './workbookFiles';
import {
  type IdleLimits,
  type Leak,
  type OpenSession,
  type SessionSelection,
  standardIdleLimits,
  WorkbookSessions,
} from './workbookSessions';

/** How a sandbox is to run. */
export interface SandboxOptions {
  /** Default: 0, which uses any free port. */
  readonly port?: number;
  /** True to serve https with a new certificate; or a certificate of your own. Default: http. */
  readonly https?: boolean | ServerCertificate;
  /** Default: `sandboxToken`. */
  readonly auth?: SandboxAuth;
  /** Workbooks and open sessions to start with. */
  readonly seed?: SandboxSeed;
  /** How long sessions may idle. Default: 5 and 7 minutes (resource page `excel`). */
  readonly idleMs?: number | IdleLimits;
  /** Faults to start with, as `fault` adds them. */
  readonly faults?: readonly Fault[];
  /** The secret of the admin API. Without it, there is no admin API. */
  readonly adminSecret?: string;
  /** Milliseconds since 1970. Default: the machine's clock. */
  readonly now?: () => number;
  /** The number of polls before a long-running operation ends. Default: 2. */
  readonly operationPolls?: number;
  /** The most requests, violations, sessions, operations and waits to store. Default: 10,000. */
  readonly mostRemembered?: number;
}

/** A running stand-in for Graph, for this machine only. */
export interface Sandbox {
  /** Its origin, for example `http://127.0.0.1:8365`. */
  readonly endpoint: string;
  /** The fake token for requests. It is valid nowhere else. */
  readonly token: string;
  /** The PEM text of the certificate that clients must trust. Absent without https. */
  readonly certificate?: string;
  readonly instance: SandboxIdentity;
  readonly samples: readonly SampleSession[];
  /** The requests for Graph since the start or the last reset, in the order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** The mistakes in these requests that a correct client of Graph never makes. */
  readonly violations: readonly Violation[];
  /** How many old requests and violations were dropped because there were too many. */
  readonly dropped: { readonly requests: number; readonly violations: number };
  readonly openSessions: readonly OpenSession[];
  /** The open sessions that requests opened. Sessions of the seed are none. */
  readonly leaks: readonly Leak[];
  /** Moves the sandbox's clock forward. */
  advanceClock(ms: number): void;
  /** Opens a session as another program would. @returns its id */
  openSession(driveId: string, itemId: string, persistChanges: boolean): string;
  /** Ends the sessions of a workbook or a drive, or all. @returns their number */
  dropSessions(selection?: SessionSelection): number;
  /**
   * Applies a fault to the next matching request, or the next few.
   * @throws Error that says why the value is not a fault
   */
  fault(fault: Fault): FaultHandle;
  /** Forgets requests and violations, but not the used request ids and the waits. */
  reset(): void;
  close(): Promise<void>;
}

const defaults = {
  now: Date.now,
  idleMs: standardIdleLimits,
  operationPolls: 2,
  mostRemembered: 10_000,
  auth: 'sandboxToken',
  https: false,
  seed: {},
  faults: [],
} as const;
const loopback = '127.0.0.1';

/**
 * Starts a sandbox.
 * @throws the system's error if the port is in use, or an Error that names the wrong option, or field of a
 *   seed or fault
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = { ...defaults, ...defined(options) };
  const { operationPolls, mostRemembered, auth } = settings;
  const certificate = await certificateOf(settings.https);
  const seed = options.seed ? (await import('./seedSchema')).readSeed(options.seed) : {};
  const entries = new DriveEntries([...builtInEntries, ...filesOfSeed(seed)]);
  const clock = { offsetMs: 0 };
  const now = () => settings.now() + clock.offsetMs;
  const instance = { endpoint: '', instanceId: randomUUID(), processId: process.pid };
  const sessions = new WorkbookSessions(now, idleLimitsOf(settings.idleMs), mostRemembered);
  const calls = new GraphCalls(
    { now, mostRemembered, entries, tokens: new AccessTokens(auth) },
    sessions,
    new LongRunningOperations(sessions, operationPolls, mostRemembered),
    () => instance.endpoint,
  );
  const { requests, violations, faults } = calls;

  const sandbox: Sandbox = {
    get endpoint() {
      return instance.endpoint;
    },
    token: sandboxToken,
    ...defined({ certificate: certificate?.authority }),
    instance,
    samples: sampleSessions,
    requests: requests.entries,
    violations: violations.entries,
    get dropped() {
      return { requests: requests.dropped, violations: violations.dropped };
    },
    get openSessions() {
      return sessions.list();
    },
    get leaks() {
      return sessions.unclosed().map((session) => leakOf(session, entries, now()));
    },
    advanceClock: (ms) => {
      clock.offsetMs += ms;
    },
    openSession: (driveId, itemId, persistChanges) =>
      sessions.open({ driveId, itemId }, persistChanges, { isOpenedByRequest: false }),
    dropSessions: (selection = {}) => sessions.drop(selection),
    fault: (fault) => faults.add(fault),
    reset: () => {
      requests.clear();
      violations.clear();
    },
    close: () => close(server),
  };
  openSeedSessions(seed, entries, sessions);
  settings.faults.forEach((fault) => faults.add(fault));
  const { adminSecret } = options;
  const adminApi = adminSecret ? new AdminApi(adminSecret, sandbox) : undefined;
  const server = createServer(requestListener(calls, instance, adminApi), certificate);
  server.listen(options.port ?? 0, loopback);
  await once(server, 'listening');
  instance.endpoint = `${certificate ? 'https' : 'http'}://${loopback}:${portOf(server)}`;
  return sandbox;
}

async function certificateOf(
  https: boolean | ServerCertificate,
): Promise<TrustedCertificate | undefined> {
  if (typeof https === 'object') {
    return { ...https, authority: https.cert };
  }
  return https ? (await import('./certificate')).newCertificate() : undefined;
}

function idleLimitsOf(idleMs: number | IdleLimits): IdleLimits {
  const [persistent, nonPersistent]: readonly unknown[] = isJsonObject(idleMs)
    ? [idleMs.persistent, idleMs.nonPersistent]
    : [idleMs, idleMs];
  if (!isIdleLimit(persistent) || !isIdleLimit(nonPersistent)) {
    throw new Error(
      'idleMs must be a positive number of milliseconds, or { persistent, nonPersistent } with two of them.',
    );
  }
  return { persistent, nonPersistent };
}

function isIdleLimit(value: unknown): value is number {
  return typeof value === 'number' && value > 0;
}

function openSeedSessions(
  seed: SandboxSeed,
  entries: DriveEntries,
  sessions: WorkbookSessions,
): void {
  seed.sessions?.forEach((session, index) => {
    const file = fileOfSession(session, entries);
    if (!file) {
      throw new Error(`seed.sessions[${index}].path: There is no such workbook in this drive.`);
    }
    sessions.open(file, session.persistChanges, {
      ...defined({ sessionId: session.sessionId }),
      isOpenedByRequest: false,
    });
  });
}

function leakOf(session: OpenSession, entries: DriveEntries, now: number): Leak {
  const { driveId, itemId, persistChanges, openedAt, expiresAt } = session;
  const workbook = entries.withIds(session)?.path ?? itemId;
  const openForMs = Math.min(now, expiresAt) - openedAt;
  return { workbook, driveId, itemId, persistChanges, openForMs, hasExpired: expiresAt <= now };
}

function createServer(
  listener: RequestListener,
  certificate: ServerCertificate | undefined,
): Server {
  // A session id of 8 kB and a token exceed Node's default limit.
  const options = { maxHeaderSize: 64 * 1024 };
  return certificate
    ? createHttpsServer({ ...options, key: certificate.key, cert: certificate.cert }, listener)
    : createHttpServer(options, listener);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The sandbox does not listen on a TCP port.');
  }
  return address.port;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
