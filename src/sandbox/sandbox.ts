import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { sandboxToken } from '../base/sandboxToken';
import { AdminApi, type SessionSelection } from './adminApi';
import type { Fault, FaultHandle } from './faults';
import type { RecordedRequest } from './graphCall';
import { GraphCalls } from './graphCalls';
import { LongRunningOperations } from './longRunningOperations';
import { requestListener, type SandboxIdentity } from './requestListener';
import type { Violation } from './violations';
import { type SampleSession, sampleSessions } from './workbookFiles';
import { type IdleMinutes, type OpenSession, WorkbookSessions } from './workbookSessions';

export interface SandboxOptions {
  /** Default: 0, which uses any free port. */
  readonly port?: number;
  /** Milliseconds since 1970. Default: the machine's clock. */
  readonly now?: () => number;
  /** How long sessions may idle. Default: 5 and 7 minutes (resource page `excel`). */
  readonly idleMinutes?: IdleMinutes;
  /** The number of polls before a long-running operation ends. Default: 2. */
  readonly operationPolls?: number;
  /** PEM texts, to serve https instead of http. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** The secret of the admin API. Without it, there is no admin API. */
  readonly adminSecret?: string;
  /** The most requests, violations, sessions, operations and waits to store. Default: 10,000. */
  readonly mostRemembered?: number;
  /** Accepts other tokens, for tests with their own sign-in. */
  readonly acceptTokens?: (token: string) => boolean;
}

/** A running stand-in for Graph, for this machine only. */
export interface Sandbox {
  /** Its origin, for example `http://127.0.0.1:8365`. */
  readonly endpoint: string;
  readonly instance: SandboxIdentity;
  readonly samples: readonly SampleSession[];
  /** The requests for Graph since the start or the last reset, in the order of arrival. */
  readonly requests: readonly RecordedRequest[];
  readonly violations: readonly Violation[];
  /** How many old requests and violations were dropped because there were too many. */
  readonly dropped: { readonly requests: number; readonly violations: number };
  readonly openSessions: readonly OpenSession[];
  /** Moves the sandbox's clock forward. */
  advanceClock(ms: number): void;
  /** Opens a session as another program would. @returns its id */
  openSession(driveId: string, itemId: string, persistChanges: boolean): string;
  /** Ends the sessions of a workbook or a drive, or all. @returns their number */
  dropSessions(selection?: SessionSelection): number;
  /** Applies a fault to the next matching request, or the next few. */
  fault(fault: Fault): FaultHandle;
  /** Forgets requests and violations, but not the used request ids and the waits. */
  reset(): void;
  close(): Promise<void>;
}

const defaults = {
  now: Date.now,
  idleMinutes: { persistent: 5, nonPersistent: 7 },
  operationPolls: 2,
  mostRemembered: 10_000,
  acceptTokens: (token: string) => token === sandboxToken,
  tls: undefined,
};
const loopback = '127.0.0.1';

/** Starts a sandbox. Rejects with the system's error if the port is in use. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = { ...defaults, ...options };
  const { idleMinutes, operationPolls, acceptTokens, tls, mostRemembered } = settings;
  const clock = { offsetMs: 0 };
  const now = () => settings.now() + clock.offsetMs;
  const instance = { endpoint: '', instanceId: randomUUID(), processId: process.pid };
  const sessions = new WorkbookSessions(now, idleMinutes, mostRemembered);
  const calls = new GraphCalls(
    { now, mostRemembered, acceptTokens },
    sessions,
    new LongRunningOperations(sessions, operationPolls, mostRemembered),
    () => instance.endpoint,
  );
  const { requests, violations, faults } = calls;

  const sandbox: Sandbox = {
    get endpoint() {
      return instance.endpoint;
    },
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
    advanceClock: (ms) => {
      clock.offsetMs += ms;
    },
    openSession: (driveId, itemId, persistChanges) =>
      sessions.open({ driveId, itemId }, persistChanges),
    dropSessions: (selection = {}) => sessions.drop(selection),
    fault: (fault) => faults.add(fault),
    reset: () => {
      requests.clear();
      violations.clear();
    },
    close: () => close(server),
  };
  const { adminSecret } = options;
  const adminApi = adminSecret ? new AdminApi(adminSecret, sandbox) : undefined;
  const server = createServer(requestListener(calls, instance, adminApi), tls);
  server.listen(options.port ?? 0, loopback);
  await once(server, 'listening');
  instance.endpoint = `${tls ? 'https' : 'http'}://${loopback}:${portOf(server)}`;
  return sandbox;
}

function createServer(listener: RequestListener, tls: SandboxOptions['tls']): Server {
  // A session id of 8 kB and a token exceed Node's default limit.
  const options = { maxHeaderSize: 64 * 1024 };
  return tls
    ? createHttpsServer({ ...options, ...tls }, listener)
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
