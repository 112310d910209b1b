import fc from 'fast-check';

/** How the service answers a call. The calls take the answers in their order; when none is left, all goes well. */
export interface PlannedAnswer {
  readonly kind:
    | 'well'
    | 'throttled'
    | 'unavailable'
    | 'gatewayTimeout'
    | 'serverError'
    | 'reset'
    | 'notConnected'
    | 'silence';
  /** From the call to the answer, in milliseconds. */
  readonly latencyMs: number;
  /** Seconds; 0: the answer asks for no wait. */
  readonly retryAfter: number;
  /** True when the service carries out the request although the answer is no success. */
  readonly isCarriedOut: boolean;
  /** True when createSession goes on in the background. */
  readonly isLongRunning: boolean;
}

/** What the disk does until the next change. */
export type DiskState = 'well' | 'full' | 'refused' | 'slow' | 'folderUnreadable' | 'recordsBusy';

/** What happens. A window that has ended starts anew with its next action. */
export type Action =
  | Of<'create', { readonly workbook: number; readonly isByPath: boolean }>
  /** `isOwn` is false for a session of somebody else. */
  | Of<'add', { readonly workbook: number; readonly isByPath: boolean; readonly isOwn: boolean }>
  | Of<'close' | 'refresh', { readonly picks: readonly number[] }>
  | Of<'closeAll' | 'reload' | 'dispose' | 'toggleSignIn' | 'expireTokens', unknown>
  | Of<'forget' | 'saveAgain' | 'cancel', { readonly pick: number }>
  /** Whether the service carries out the requests that are under way. */
  | Of<'kill', { readonly isCarriedOut: boolean }>
  | Of<'endSessions', { readonly workbook: number }>
  | Of<'adjustClock' | 'sleep', { readonly ms: number }>
  | Of<'disk', { readonly state: DiskState }>;

type Of<K, Fields> = K extends string ? { readonly kind: K } & Fields : never;

export interface TimedAction {
  /** Milliseconds since the action before. */
  readonly afterMs: number;
  readonly window: number;
  readonly action: Action;
}

export interface Schedule {
  readonly windows: number;
  readonly answers: readonly PlannedAnswer[];
  readonly actions: readonly TimedAction[];
}

export const workbookCount = 3;

const workbook = fc.nat(workbookCount - 1);
const pick = fc.nat(20);
const picks = fc.array(pick, { minLength: 1, maxLength: 5 });
const of = <K extends Action['kind']>(...kinds: readonly K[]) => fc.constantFrom(...kinds);

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: of('create', 'add'),
      workbook,
      isByPath: fc.boolean(),
      isOwn: fc.nat(3).map((n) => n > 0),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: of('close', 'close', 'refresh'), picks }) },
  { weight: 2, arbitrary: fc.record({ kind: of('closeAll') }) },
  { weight: 3, arbitrary: fc.record({ kind: of('reload') }) },
  { weight: 1, arbitrary: fc.record({ kind: of('dispose', 'toggleSignIn') }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: of('forget', 'saveAgain', 'cancel', 'cancel'), pick }),
  },
  { weight: 2, arbitrary: fc.record({ kind: of('kill'), isCarriedOut: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: of('expireTokens') }) },
  { weight: 1, arbitrary: fc.record({ kind: of('endSessions'), workbook }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: of('adjustClock'), ms: fc.integer({ min: -7.2e6, max: 7.2e6 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: of('sleep'), ms: fc.nat(600_000) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: of('disk'),
      state: fc.constantFrom<DiskState>(
        ...(['well', 'full', 'refused', 'slow', 'folderUnreadable', 'recordsBusy'] as const),
      ),
    }),
  },
);

const answer: fc.Arbitrary<PlannedAnswer> = fc.record({
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constant('well' as const) },
    {
      weight: 6,
      arbitrary: fc.constantFrom<PlannedAnswer['kind']>(
        ...(['throttled', 'unavailable', 'gatewayTimeout', 'serverError'] as const),
        ...(['reset', 'reset', 'notConnected', 'silence'] as const),
      ),
    },
  ),
  latencyMs: fc.constantFrom(0, 20, 100, 100, 1000, 25_000),
  retryAfter: fc.constantFrom(0, 0, 2, 10, 45, 300),
  isCarriedOut: fc.boolean(),
  isLongRunning: fc.nat(4).map((n) => n === 0),
});

export const schedules: fc.Arbitrary<Schedule> = fc.record({
  windows: fc.integer({ min: 1, max: 3 }),
  answers: fc.array(answer, { maxLength: 25, size: 'max' }),
  actions: fc.array(
    fc.record({
      afterMs: fc.constantFrom(0, 0, 10, 60, 500, 5000, 30_000),
      window: fc.nat(2),
      action,
    }),
    { minLength: 1, maxLength: 25, size: 'max' },
  ),
});
