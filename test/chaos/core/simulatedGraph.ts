import { untilAborted } from '../../../src/base/abort';
import type { Clock } from '../../../src/base/clock';
import type {
  Attempt,
  AttemptFailure,
  CallContext,
  CreateState,
  CreateStep,
  FoundWorkbook,
  WorkbookSessionApi,
} from '../../../src/model/ports';
import type { Account } from '../../../src/model/workbookSession';
import { addressKey, type WorkbookAddress } from '../../../src/model/workbook';
import type { BookedAnswer, BookedCall, WindowBooks } from '../books';
import { accountInUse, never, type Life, type Tokens } from './life';
import { workbookCount, type PlannedAnswer } from './schedule';

/** What a call does on the server when it is carried out. */
type Work<T> = (plan: PlannedAnswer) => Attempt<T>;

interface SimulatedCall<T> extends BookedCall {
  readonly context: CallContext;
  /** What happens if the same call is carried out twice. */
  readonly effect: 'none' | 'same' | 'another';
  readonly work: Work<T>;
}

interface OpenSession {
  readonly workbook: number;
  readonly owner: Account | undefined;
}

interface Operation {
  readonly workbook: number;
  readonly owner: Account | undefined;
  pollsLeft: number;
  sessionId?: string;
}

const allWell: PlannedAnswer = {
  ...{ kind: 'well', latencyMs: 20, retryAfter: 0, isCarriedOut: true, isLongRunning: false },
};
const gone: AttemptFailure = {
  ok: false,
  code: 'sessionGone',
  mayRetry: false,
  isSessionDead: true,
};

/** The service. It answers as the schedule says, and knows which sessions are open. */
export class SimulatedGraph {
  private readonly open = new Map<string, OpenSession>();
  private readonly foreign = new Set<string>();
  private readonly operations = new Map<string, Operation>();
  private opened = 0;
  private nextAnswer = 0;
  private answers: readonly PlannedAnswer[];
  /** Whether the service carries out the requests of a window that was killed while they were under way. */
  carriesOutOfKilled = true;

  constructor(
    private readonly clock: Clock,
    private readonly tokens: Tokens,
    answers: readonly PlannedAnswer[],
  ) {
    this.answers = answers;
  }

  isOpen(sessionId: string): boolean {
    return this.open.has(sessionId);
  }

  /** From here on every answer is a good one. */
  calmDown(): void {
    this.answers = [];
  }

  /** Opens a session, as another program does. @returns its ID */
  openSession(workbook: number, owner: Account | undefined): string {
    this.opened += 1;
    const sessionId = `session-${this.opened}`;
    this.open.set(sessionId, { workbook, owner });
    if (owner?.id !== accountInUse.id) {
      this.foreign.add(sessionId);
    }
    return sessionId;
  }

  /** Ends the sessions of a workbook, as idle ones end. */
  endSessions(workbook: number): void {
    for (const [sessionId, session] of this.open) {
      if (session.workbook === workbook) {
        this.open.delete(sessionId);
      }
    }
  }

  /** The service as one window calls it. */
  connect(life: Life, books: WindowBooks): WorkbookSessionApi {
    const call = <T>(
      address: WorkbookAddress,
      called: Omit<SimulatedCall<T>, 'workbook' | 'address'>,
    ) => {
      const workbook = nameOf(workbookAt(address));
      return this.exchange({ ...called, workbook, address: addressKey(address) }, life, books);
    };
    const onSession = (
      address: WorkbookAddress,
      sessionId: string,
      context: CallContext,
      closes?: string,
    ) => {
      const work = () => this.use(sessionId, workbookAt(address), context, closes !== undefined);
      const isClaimed = address.item.kind === 'id';
      return call(address, {
        ...{ isExclusive: true, isClaimed, effect: 'same' },
        ...{ closes, context, work },
      });
    };
    return {
      createSession: (address, _, context) => {
        const work: Work<CreateState> = (plan) => this.create(workbookAt(address), context, plan);
        return call(address, { isExclusive: true, effect: 'another', context, work });
      },
      followCreate: (step, context) => {
        const address = addressOf(this.operations.get(step.url)?.workbook ?? 0, false);
        const work = () => this.poll(step);
        return call(address, { isExclusive: true, effect: 'none', context, work });
      },
      closeSession: (address, sessionId, context) =>
        onSession(address, sessionId, context, sessionId),
      refreshSession: (address, sessionId, context) => onSession(address, sessionId, context),
      findWorkbook: (address, context) => {
        const value = foundWorkbook(workbookAt(address));
        const work = () => ({ ok: true, value }) as const;
        return call<FoundWorkbook>(address, { isExclusive: false, effect: 'none', context, work });
      },
      findWebUrl: () => Promise.reject(new Error('No schedule asks for a web address.')),
    };
  }

  private async exchange<T>(
    call: SimulatedCall<T>,
    life: Life,
    books: WindowBooks,
  ): Promise<Attempt<T>> {
    const plan = this.answers[this.nextAnswer] ?? allWell;
    this.nextAnswer += 1;
    const end = books.begin(call);
    const answer = await life.survive(this.untilEnded(this.serve(call, plan, life), call));
    end(this.booked(answer, call));
    return answer;
  }

  /** To another account, an open session looks like one that is gone. So its answer proves nothing. */
  private booked(answer: Attempt<unknown>, { closes = '' }: BookedCall): BookedAnswer {
    return answer.ok
      ? { hasEnded: true }
      : {
          retryAfterMs: answer.retryAfterMs,
          isForAllCalls: answer.code === 'throttled',
          hasEnded: answer.isSessionDead === true && !this.foreign.has(closes),
        };
  }

  /** The answer, unless the window's time limit or its end comes first. */
  private async untilEnded<T>(
    answered: Promise<Attempt<T>>,
    { context: { signal, timeoutMs }, effect }: SimulatedCall<T>,
  ): Promise<Attempt<T>> {
    const timer = new AbortController();
    const timedOut = this.clock.delay(timeoutMs, timer.signal).then(
      () => unanswered(effect, 'timedOut'),
      () => never,
    );
    try {
      return await untilAborted(Promise.race([answered, timedOut]), signal);
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
      return { ...unanswered(effect, 'network'), code: 'cancelled', mayRetry: false };
    } finally {
      timer.abort();
    }
  }

  private async serve<T>(
    { work, effect, context }: SimulatedCall<T>,
    plan: PlannedAnswer,
    life: Life,
  ): Promise<Attempt<T>> {
    await this.clock.delay(plan.latencyMs / 2);
    if (life.isKilled && !this.carriesOutOfKilled) {
      return never;
    }
    const carryOut = () => (this.tokens.isExpired(context.token.value) ? rejected : work(plan));
    const answer = answerers[plan.kind](plan, effect, carryOut);
    await this.clock.delay(plan.latencyMs / 2);
    return answer;
  }

  private create(
    workbook: number,
    { token: { account } }: CallContext,
    { isLongRunning, latencyMs }: PlannedAnswer,
  ): Attempt<CreateState> {
    if (!isLongRunning) {
      return created(this.openSession(workbook, account));
    }
    const url = `operation-${this.operations.size + 1}`;
    this.operations.set(url, { workbook, owner: account, pollsLeft: latencyMs === 0 ? 0 : 2 });
    return { ok: true, value: { kind: 'pending', next: { url, isReady: false } } };
  }

  private poll({ url }: CreateStep): Attempt<CreateState> {
    const operation = this.operations.get(url);
    if (!operation) {
      return { ok: false, code: 'workbookNotFound', mayRetry: false };
    }
    const { sessionId, pollsLeft, workbook, owner } = operation;
    if (sessionId !== undefined) {
      return created(sessionId);
    }
    if (pollsLeft > 0) {
      operation.pollsLeft -= 1;
      return { ok: true, value: { kind: 'pending', next: { url, isReady: false } } };
    }
    const opened = this.openSession(workbook, owner);
    operation.sessionId = opened;
    const next = { url, isReady: true, sessionId: opened };
    return { ok: true, value: { kind: 'pending', next } };
  }

  private use(
    sessionId: string,
    workbook: number,
    { token: { account } }: CallContext,
    closes: boolean,
  ): Attempt<void> {
    const session = this.open.get(sessionId);
    if (session?.workbook !== workbook || session.owner?.id !== account?.id) {
      return gone;
    }
    if (closes) {
      this.open.delete(sessionId);
    }
    return { ok: true, value: undefined };
  }
}

type Effect = SimulatedCall<unknown>['effect'];

const rejected: AttemptFailure = { ok: false, code: 'unauthorized', mayRetry: true };

type Answerer = <T>(
  plan: PlannedAnswer,
  effect: Effect,
  carryOut: () => Attempt<T>,
) => Attempt<T> | Promise<never>;

const answerers: Readonly<Record<PlannedAnswer['kind'], Answerer>> = {
  well: (_, __, carryOut) => carryOut(),
  throttled: (plan) => ({ ok: false, code: 'throttled', mayRetry: true, ...waitOf(plan) }),
  unavailable: (plan) => ({
    ok: false,
    code: 'serviceUnavailable',
    mayRetry: true,
    ...waitOf(plan),
  }),
  gatewayTimeout: (plan, effect, carryOut) => {
    carryOutIfPlanned(plan, carryOut);
    const isAnswerLost = effect !== 'none';
    return { ok: false, code: 'gatewayTimeout', mayRetry: true, isAnswerLost, ...waitOf(plan) };
  },
  serverError: () => ({ ok: false, code: 'internalServerError', mayRetry: false }),
  reset: (plan, effect, carryOut) => {
    carryOutIfPlanned(plan, carryOut);
    return unanswered(effect, 'network');
  },
  notConnected: () => ({ ok: false, code: 'network', mayRetry: true }),
  silence: (plan, _, carryOut) => {
    carryOutIfPlanned(plan, carryOut);
    return never;
  },
};

function carryOutIfPlanned({ isCarriedOut }: PlannedAnswer, carryOut: () => unknown): void {
  if (isCarriedOut) {
    carryOut();
  }
}

function waitOf({ retryAfter }: PlannedAnswer): { readonly retryAfterMs?: number } {
  return retryAfter === 0 ? {} : { retryAfterMs: retryAfter * 1000 };
}

/** A request was sent and no answer came: as the Graph client says it. */
function unanswered(effect: Effect, code: 'network' | 'timedOut'): AttemptFailure {
  return effect === 'none'
    ? { ok: false, code, mayRetry: true }
    : { ok: false, code: 'outcomeUnknown', mayRetry: effect === 'same', isAnswerLost: true };
}

function created(sessionId: string): Attempt<CreateState> {
  return { ok: true, value: { kind: 'created', session: { sessionId } } };
}

/** The workbook as users address it: by its IDs, or by its path in the user's own drive. */
export function addressOf(workbook: number, isByPath: boolean): WorkbookAddress {
  return isByPath
    ? { drive: { kind: 'me' }, item: { kind: 'path', path: nameOf(workbook) } }
    : { drive: { kind: 'drive', id: 'b!drive' }, item: { kind: 'id', id: `item-${workbook}` } };
}

function nameOf(workbook: number): string {
  return `Budget-${workbook}.xlsx`;
}

function workbookAt({ item }: WorkbookAddress): number {
  const text = item.kind === 'id' ? item.id : item.path;
  const workbook = Number(/-(\d+)/.exec(text)?.[1]);
  if (!(workbook < workbookCount)) {
    throw new Error(`There is no workbook ${text}.`);
  }
  return workbook;
}

function foundWorkbook(workbook: number): FoundWorkbook {
  return { driveId: 'b!drive', itemId: `item-${workbook}`, name: nameOf(workbook) };
}
