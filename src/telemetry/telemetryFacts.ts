import type { CloseOutcome, RefreshOutcome } from '../model/closeOutcome';
import { durationBucket } from './durationBucket';
import type { ErrorCode } from '../model/errors';
import { endOf } from './endOf';
import type { Telemetry } from './telemetryEvents';
import type { TelemetrySignInMethod, TelemetryEvent, TelemetryTarget } from './telemetryEvents';
import type { GraphTarget } from '../model/workbookSession';

/** Sessions that were closed, as telemetry tells it. */
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

/** Sessions that were refreshed, as telemetry tells it. */
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

/** The opening of a session, as telemetry tells it. */
export function sessionCreated(
  wish: HasTarget & { readonly persistChanges: boolean },
  course: {
    readonly isLongRunning: boolean;
    readonly ms: number;
    readonly thrown?: { readonly error: unknown } | undefined;
  },
): TelemetryEvent<'session.created'> {
  return {
    name: 'session.created',
    mode: wish.persistChanges ? 'persistent' : 'nonPersistent',
    target: targetOf([wish]),
    ...endOf(course.thrown),
    long_running: course.isLongRunning ? 'yes' : 'no',
    duration: durationBucket(course.ms),
  };
}

/** Signs in, and tells telemetry how that ended; one to a sandbox is none. */
export async function countedSignIn<T>(
  telemetry: Telemetry,
  method: TelemetrySignInMethod,
  { cloud }: GraphTarget,
  signIn: () => Promise<T>,
): Promise<T> {
  const count = (thrown?: { readonly error: unknown }) => {
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

interface HasTarget {
  readonly target: GraphTarget;
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
