import type { CommandId } from '../contributions';
import type { CloseOutcome, RefreshOutcome } from '../model/closeOutcome';
import { isCancellation, toWorkbookSessionError, type ErrorCode } from '../model/errors';
import type { GraphTarget } from '../model/workbookSession';
import { durationBucket } from './durationBucket';
import type {
  Telemetry,
  TelemetryEvent,
  TelemetryOutcome,
  TelemetrySignInMethod,
  TelemetryTarget,
} from './telemetryEvents';

/** An error that was thrown; undefined when nothing was. */
type Thrown = { readonly error: unknown } | undefined;

interface HasTarget {
  readonly target: GraphTarget;
}

/** The event for a command that ended. */
export function commandCompleted(
  command: CommandId,
  ms: number,
  thrown?: Thrown,
): TelemetryEvent<'command.completed'> {
  return { name: 'command.completed', command, ...endOf(thrown), duration: durationBucket(ms) };
}

/** The event for sessions that the user closed. */
export function sessionsClosed(
  outcomes: readonly CloseOutcome[],
  sessions: readonly HasTarget[],
  ms: number,
): TelemetryEvent<'sessions.closed'> {
  const count = counter(outcomes);
  return {
    name: 'sessions.closed',
    target: targetOf(sessions),
    closed: count('closed'),
    already_gone: count('alreadyGone'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    ...firstCode(outcomes),
    duration: durationBucket(ms),
  };
}

/** The event for sessions that the user refreshed. */
export function sessionsRefreshed(
  outcomes: readonly RefreshOutcome[],
  sessions: readonly HasTarget[],
  ms: number,
): TelemetryEvent<'sessions.refreshed'> {
  const count = counter(outcomes);
  return {
    name: 'sessions.refreshed',
    target: targetOf(sessions),
    refreshed: count('refreshed'),
    gone: count('gone'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    ...firstCode(outcomes),
    duration: durationBucket(ms),
  };
}

/** The event for a session that was created, or wasn't. */
export function sessionCreated(
  request: HasTarget & { readonly persistChanges: boolean },
  end: { readonly isLongRunning: boolean; readonly ms: number; readonly thrown?: Thrown },
): TelemetryEvent<'session.created'> {
  return {
    name: 'session.created',
    mode: request.persistChanges ? 'persistent' : 'nonPersistent',
    target: targetOf([request]),
    ...endOf(end.thrown),
    long_running: end.isLongRunning ? 'yes' : 'no',
    duration: durationBucket(end.ms),
  };
}

/** Signs in and sends the event for it. The sandbox needs no sign-in, so it has no event. */
export async function countedSignIn<T>(
  telemetry: Telemetry,
  method: TelemetrySignInMethod,
  { cloud }: GraphTarget,
  signIn: () => Promise<T>,
): Promise<T> {
  const count = (thrown?: Thrown) => {
    if (cloud !== 'sandbox') {
      telemetry.send({ name: 'sign_in.completed', method, cloud, ...endOf(thrown) });
    }
  };
  try {
    const result = await signIn();
    count();
    return result;
  } catch (error) {
    count({ error });
    throw error;
  }
}

/** Of an error, an event carries the code and nothing else. */
function endOf(thrown: Thrown): {
  readonly outcome: TelemetryOutcome;
  readonly code?: ErrorCode;
} {
  if (!thrown) {
    return { outcome: 'completed' };
  }
  const { code } = toWorkbookSessionError(thrown.error);
  return { outcome: isCancellation(code) ? 'cancelled' : 'failed', code };
}

function targetOf(some: readonly HasTarget[]): TelemetryTarget {
  const inSandbox = some.filter(({ target }) => target.cloud === 'sandbox').length;
  if (inSandbox === 0) {
    return 'graph';
  }
  return inSandbox === some.length ? 'sandbox' : 'both';
}

function counter<Outcome extends string>(outcomes: readonly { readonly outcome: Outcome }[]) {
  return (wanted: Outcome): number => outcomes.filter(({ outcome }) => outcome === wanted).length;
}

function firstCode(outcomes: readonly (CloseOutcome | RefreshOutcome)[]): {
  readonly code?: ErrorCode;
} {
  for (const each of outcomes) {
    if (each.outcome === 'failed') {
      return { code: each.code };
    }
  }
  return {};
}
