import { onAbort } from '../base/abort';
import type { Clock } from '../base/clock';
import { Deferred } from '../base/deferred';
import { Mutex } from '../base/mutex';
import { failureOfAnswer } from '../graph/graphErrors';
import type { ErrorCode } from '../model/errors';
import type { Attempt, RunningPrograms } from '../model/ports';
import { sessionName, type NamedSession } from '../model/workbookSession';
import { failure } from '../requests/attempts';
import { bodyOf } from './graphBodies';
import type { CloseAnswer, CloseRequest } from './recordingProtocol';

/** How long a program may take to close a session, in milliseconds. Its request alone may take 30 seconds. */
const closeLimitMs = 35_000;

/** The way to a thread of a program. */
export interface ProgramThread {
  send(request: CloseRequest): void;
}

interface PendingClose {
  readonly thread: ProgramThread;
  readonly answer: Deferred<CloseAnswer>;
}

/** Which thread of which program opened or used each session, and so can close it. */
export class RecordedPrograms implements RunningPrograms {
  private readonly threads = new Map<string, ProgramThread>();
  private readonly pending = new Map<number, PendingClose>();
  private readonly turns = new WeakMap<ProgramThread, Mutex>();
  private requests = 0;

  constructor(private readonly clock: Clock) {}

  /** Notes that the thread opened or used the session. */
  noteUse(session: NamedSession, thread: ProgramThread): void {
    this.threads.set(sessionName(session), thread);
  }

  noteEnd(session: NamedSession): void {
    this.threads.delete(sessionName(session));
  }

  /** Notes that a thread is gone. What it was asked for last may have been carried out. */
  noteThreadEnd(thread: ProgramThread): void {
    for (const [session, other] of this.threads) {
      if (other === thread) {
        this.threads.delete(session);
      }
    }
    for (const [request, { thread: other, answer }] of this.pending) {
      if (other === thread) {
        answer.resolve({ type: 'closeAnswer', request, reason: 'noAnswer' });
      }
    }
  }

  /** Takes the answer of a thread to its own request. Any other is ignored. */
  noteAnswer(answer: CloseAnswer, thread: ProgramThread): void {
    const pending = this.pending.get(answer.request);
    if (pending?.thread === thread) {
      pending.answer.resolve(answer);
    }
  }

  know(session: NamedSession): boolean {
    return this.threads.has(sessionName(session));
  }

  async close(session: NamedSession, signal: AbortSignal): Promise<Attempt<void> | undefined> {
    const thread = this.threads.get(sessionName(session));
    if (!thread) {
      return undefined;
    }
    // A program closes one session after the other, so the time of each begins when its turn comes.
    const turns = this.turns.get(thread) ?? new Mutex();
    this.turns.set(thread, turns);
    const answer = await turns.run(async () => {
      if (signal.aborted) {
        return failure('cancelled');
      }
      return this.know(session) ? this.ask(thread, session, signal) : undefined;
    });
    if (answer?.ok === false && answer.code === 'outcomeUnknown' && !signal.aborted) {
      // Another close is sent by this window, because the program may be stopped in a debugger.
      this.threads.delete(sessionName(session));
    }
    return answer;
  }

  private async ask(
    thread: ProgramThread,
    { sessionId }: NamedSession,
    signal: AbortSignal,
  ): Promise<Attempt<void> | undefined> {
    this.requests += 1;
    const request = this.requests;
    const answer = new Deferred<CloseAnswer>();
    const giveUp = () => {
      answer.resolve({ type: 'closeAnswer', request, reason: 'noAnswer' });
    };
    const limit = new AbortController();
    const link = onAbort(signal, giveUp);
    this.pending.set(request, { thread, answer });
    thread.send({ type: 'close', request, sessionId });
    this.clock.delay(closeLimitMs, limit.signal).then(giveUp, () => undefined);
    try {
      return attemptOf(await answer.promise, this.clock.now());
    } finally {
      limit.abort();
      link.dispose();
      this.pending.delete(request);
    }
  }
}

/** The answer as if this window had sent the request; undefined where the user's own token may do better. */
function attemptOf(
  { status, errorCodes = [], reason }: CloseAnswer,
  now: number,
): Attempt<void> | undefined {
  if (status === undefined) {
    return reason === 'noAnswer' ? failure('outcomeUnknown') : undefined;
  }
  if (status === 204) {
    return { ok: true, value: undefined };
  }
  const answer = failureOfAnswer(
    { status, header: () => undefined, body: bodyOf(errorCodes) },
    now,
  );
  return betterHere.has(answer.code) ? undefined : answer;
}

/** After these, the user's own token may do, or this window can wait and repeat. */
const betterHere: ReadonlySet<ErrorCode> = new Set([
  'unauthorized',
  'throttled',
  'serviceUnavailable',
]);
