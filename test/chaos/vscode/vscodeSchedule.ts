import fc from 'fast-check';
import type { Fault } from '../../../src/sandbox/faults';
import { workbookFiles } from '../../../src/sandbox/workbookFiles';

/** The workbooks of which sessions are added. The sandbox's samples are sessions of some of them. */
export const workbooks = workbookFiles.slice(0, 4);

/** What happens in a window, or to the service. */
export type VscodeAction =
  /** Opens the sample sessions that aren't listed. */
  | Of<'create', unknown>
  /** Adds a session that another program opened. */
  | Of<'add', { readonly workbook: number }>
  | Of<'close', { readonly picks: readonly number[]; readonly cancelAfterMs: number | undefined }>
  | Of<'refresh', { readonly picks: readonly number[] }>
  /** All windows close all sessions at once. */
  | Of<'closeAll', unknown>
  /** The extension host ends and another one starts. `kill`: it gets SIGKILL. */
  | Of<'reload' | 'kill', unknown>
  | Of<'fault', { readonly fault: Fault; readonly times: number }>;

type Of<K, Fields> = K extends string ? { readonly kind: K } & Fields : never;

export interface VscodeSchedule {
  readonly windows: number;
  readonly actions: readonly {
    /** For how many milliseconds the windows go on before. */
    readonly pauseMs: number;
    readonly window: number;
    readonly action: VscodeAction;
  }[];
}

const picks = fc.array(fc.nat(20), { minLength: 1, maxLength: 4 });
const of = <K extends string>(...kinds: readonly K[]) => fc.constantFrom(...kinds);

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: of('error'),
    error: of('tooManyRequestsUncategorized', 'serviceUnavailable', 'gatewayTimeoutUncategorized'),
    retryAfter: of('1'),
  }),
  fc.record({ kind: of('resetBeforeRead', 'resetAfterRead', 'resetAfterCarriedOut') }),
  fc.record({ kind: of('slow'), until: fc.integer({ min: 50, max: 800 }) }),
);

const action: fc.Arbitrary<VscodeAction> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: of('create') }) },
  { weight: 4, arbitrary: fc.record({ kind: of('add'), workbook: fc.nat(workbooks.length - 1) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      ...{ kind: of('close'), picks },
      cancelAfterMs: fc.constantFrom(undefined, undefined, undefined, 20, 300),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: of('closeAll') }) },
  { weight: 3, arbitrary: fc.record({ kind: of('refresh'), picks }) },
  { weight: 2, arbitrary: fc.record({ kind: of('reload', 'kill', 'kill') }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: of('fault'), fault, times: fc.constantFrom(1, 2, 3, 6) }),
  },
);

/** The list is empty at first. */
export const vscodeSchedules: fc.Arbitrary<VscodeSchedule> = fc.record({
  windows: fc.constantFrom(2, 2, 2, 3),
  actions: fc.array(
    fc.record({ pauseMs: fc.constantFrom(0, 0, 30, 200, 1000), window: fc.nat(2), action }),
    { minLength: 4, maxLength: 8, size: 'max' },
  ),
});
