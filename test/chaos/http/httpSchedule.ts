import fc from 'fast-check';
import type { Fault } from '../../../src/sandbox/faults';
import { workbookFiles } from '../../../src/sandbox/workbookFiles';

/** The workbooks of the schedules. */
export const workbooks = workbookFiles.slice(0, 3);

/** What happens in a window, or to the service or the disk that all windows share. */
export type HttpAction =
  | Of<'create' | 'add', { readonly workbook: number; readonly isByPath: boolean }>
  | Of<'close' | 'refresh', { readonly picks: readonly number[] }>
  | Of<'closeAll' | 'reload' | 'expireTokens', unknown>
  | Of<'forget' | 'cancel', { readonly pick: number }>
  | Of<'fault', { readonly fault: Fault }>
  | Of<'adjustClock', { readonly ms: number }>
  /** `full`: writes fail. `busy`: reads fail. */
  | Of<'disk', { readonly state: 'well' | 'full' | 'busy' }>;

type Of<K, Fields> = K extends string ? { readonly kind: K } & Fields : never;

export interface HttpSchedule {
  readonly windows: number;
  /** A third window is a process that is killed after so many commands of its own. Undefined: there is none. */
  readonly killedAfter: number | undefined;
  readonly actions: readonly {
    /** For how many turns of the event loop the windows go on before. */
    readonly turns: number;
    readonly window: number;
    readonly action: HttpAction;
  }[];
}

const workbook = fc.nat(workbooks.length - 1);
const pick = fc.nat(20);
const times = fc.constantFrom(1, 1, 2, 5);
const of = <K extends string>(...kinds: readonly K[]) => fc.constantFrom(...kinds);

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: of('error'),
    error: of('tooManyRequestsUncategorized', 'serviceUnavailable', 'gatewayTimeoutUncategorized'),
    retryAfter: of('1', '5', '30', '200'),
    times,
  }),
  fc.record({
    kind: of('error'),
    error: of('tooManyRequestsUncategorized', 'serviceUnavailable', 'badGateway', 'UnknownError'),
    times,
  }),
  fc.record({ kind: of('error'), error: of('internalServerErrorUncategorized', 'accessDenied') }),
  fc.record({ kind: of('resetBeforeRead', 'resetAfterRead', 'resetAfterCarriedOut'), times }),
  fc.record({ kind: of('silence', 'emptyBody', 'okInsteadOfNoContent', 'htmlPage', 'redirect') }),
  fc.record({ kind: of('slow'), until: fc.nat(20), times }),
  fc.record({ kind: of('longRunning'), action: of('createSession'), polls: fc.nat(2) }),
);

const action: fc.Arbitrary<HttpAction> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: of('create', 'add'), workbook, isByPath: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: of('close', 'close', 'refresh'),
      picks: fc.array(pick, { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: of('closeAll', 'reload', 'expireTokens') }) },
  { weight: 2, arbitrary: fc.record({ kind: of('forget', 'cancel'), pick }) },
  { weight: 6, arbitrary: fc.record({ kind: of('fault'), fault }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: of('adjustClock'), ms: fc.integer({ min: -7.2e6, max: 7.2e6 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: of('disk'), state: of('well', 'full', 'busy') }) },
);

export const httpSchedules: fc.Arbitrary<HttpSchedule> = fc.record({
  windows: fc.integer({ min: 1, max: 2 }),
  killedAfter: fc.oneof(
    { weight: 9, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 8 }) },
  ),
  actions: fc.array(
    fc.record({ turns: fc.constantFrom(0, 3, 10, 40), window: fc.nat(1), action }),
    { minLength: 5, maxLength: 25, size: 'max' },
  ),
});
