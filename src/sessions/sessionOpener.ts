import type { Clock } from '../base/clock';
import type { WorkbookSessionError } from '../model/errors';
import type { ItemPlace } from '../model/foundItem';
import type {
  AttemptFailure,
  CreatedSession,
  CreateState,
  CreateStep,
  FoundWorkbook,
  WorkbookSessionApi,
} from '../model/ports';
import { addressOfIds, type WorkbookAddress } from '../model/workbook';
import { errorOfFailure, failure, valueOf } from '../requests/attempts';
import { Deadline } from '../requests/deadline';
import type { RequestScheduler } from '../requests/requestScheduler';
import type { RequestScope } from '../requests/scheduledRequest';
import { lookupQueuesOf, queuesOf, type CalledWorkbook } from '../requests/workbookQueues';

/** How long to wait for a long-running createSession, in milliseconds. */
export const openingLimitMs = 600_000;
const firstPauseMs = 1000;
const longestPauseMs = 30_000;

/** What may happen while a session is opened. */
export interface OpeningEvents {
  /** Called when the service goes on in the background, which may take minutes. */
  readonly onLongRunning?: () => void;
  /** Called when the session was opened and the service may hold another, unknown one. */
  readonly onAnotherPossible?: () => void;
}

/** A session to open, with the command that opens it. */
export interface Opening {
  readonly address: WorkbookAddress;
  readonly persistChanges: boolean;
  /** Where the user found the workbook; absent: as the service says. */
  readonly place: ItemPlace | undefined;
  readonly scope: RequestScope;
  readonly events: OpeningEvents;
}

/**
 * Opens sessions: finds the workbook, asks for a session, and waits for slow ones. Once the service has
 * given an ID, the session is listed, even if a later poll fails.
 */
export class SessionOpener {
  constructor(
    private readonly deps: {
      readonly api: WorkbookSessionApi;
      readonly scheduler: RequestScheduler;
      readonly clock: Clock;
    },
  ) {}

  /** @throws WorkbookSessionError why there is no session, or why that is unknown */
  async open(opening: Opening): Promise<{ workbook: FoundWorkbook; session: CreatedSession }> {
    const { address, persistChanges, place, scope } = opening;
    const { api, scheduler } = this.deps;
    const found = valueOf(
      await scheduler.send(scope, lookupQueuesOf(address), (call) =>
        api.findWorkbook(address, call),
      ),
    );
    const workbook = place ? { ...found, place } : found;
    const called: CalledWorkbook = { address: addressOfIds(workbook), name: workbook.name };
    const answer = await scheduler.send(scope, queuesOf(called), (call) =>
      api.createSession(called.address, persistChanges, call),
    );
    if (!answer.ok) {
      throw openingError(answer);
    }
    const { isAnswerLost = false } = answer;
    const end = await this.follow(called, answer.value, opening);
    if (end.kind === 'failed') {
      throw openingError({ ...end.failure, isAnswerLost });
    }
    if (isAnswerLost) {
      opening.events.onAnotherPossible?.();
    }
    return { workbook, session: end.session };
  }

  /** Polls the service after longer and longer pauses. */
  private async follow(
    workbook: CalledWorkbook,
    first: CreateState,
    { scope, events }: Opening,
  ): Promise<Exclude<CreateState, { kind: 'pending' }>> {
    const { api, clock, scheduler } = this.deps;
    const end = clock.monotonicNow() + openingLimitMs;
    let state = first;
    let retryAfterMs = 0;
    for (let pauseMs = firstPauseMs; state.kind === 'pending'; pauseMs *= 2) {
      events.onLongRunning?.();
      const { next } = state;
      const waitMs = waitBefore(next, pauseMs, retryAfterMs);
      const answer =
        (await this.pause(waitMs, end, scope.tokens.signal)) ??
        (await scheduler.send({ ...scope, deadline: new Deadline() }, queuesOf(workbook), (call) =>
          api.followCreate(next, call),
        ));
      if (answer.ok) {
        state = answer.value;
        retryAfterMs = 0;
      } else if (next.sessionId === undefined || (!next.isReady && isPassing(answer))) {
        retryAfterMs = retryAfterOf(answer);
      } else {
        return { kind: 'created', session: { sessionId: next.sessionId } };
      }
    }
    return state;
  }

  /** Waits for the next poll. @returns why there is none, if so */
  private async pause(
    waitMs: number,
    end: number,
    signal: AbortSignal,
  ): Promise<AttemptFailure | undefined> {
    if (this.deps.clock.monotonicNow() + waitMs > end) {
      return failure('openingTimedOut');
    }
    try {
      await this.deps.clock.delay(waitMs, signal);
      return undefined;
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
      return failure('cancelled');
    }
  }
}

/** Milliseconds before the next poll. A ready result is fetched at once, unless the service asked to wait. */
function waitBefore(next: CreateStep, pauseMs: number, retryAfterMs: number): number {
  const shortestMs = Math.max(next.retryAfterMs ?? 0, retryAfterMs);
  return next.isReady ? shortestMs : Math.max(shortestMs, Math.min(pauseMs, longestPauseMs));
}

/**
 * How long to wait after a failed poll, in milliseconds. The service goes on meanwhile, so a short network
 * failure is no reason to give the session up.
 * @throws WorkbookSessionError when asking again will not help
 */
function retryAfterOf(answer: AttemptFailure): number {
  if (!isPassing(answer)) {
    throw openingLost(answer);
  }
  return answer.retryAfterMs ?? longestPauseMs;
}

function isPassing({ mayRetry, code }: AttemptFailure): boolean {
  return mayRetry || code === 'throttled';
}

/** After a lost answer an unknown session may be open. A later error is about another attempt. */
function openingError(failure: AttemptFailure): WorkbookSessionError {
  return errorOfFailure(failure.isAnswerLost ? { ...failure, code: 'sessionMayExist' } : failure);
}

/** The polls failed, but the service goes on opening the session. */
function openingLost(failure: AttemptFailure): WorkbookSessionError {
  switch (failure.code) {
    case 'openingTimedOut':
      return errorOfFailure(failure);
    case 'cancelled':
      return errorOfFailure({ ...failure, code: 'openingAbandoned' });
    default:
      return errorOfFailure({ ...failure, code: 'sessionMayExist' });
  }
}
