import fc from 'fast-check';
import { runSchedule } from './core/runSchedule';
import { schedules } from './core/schedule';
import { httpSchedules } from './http/httpSchedule';
import { runHttpSchedule } from './http/runHttpSchedule';
import { vscodeSchedules } from './vscode/vscodeSchedule';

/** The parts of the product that run through schedules. */
export const chaosParts = {
  core: {
    title: 'the pure core',
    count: 10_000,
    check: checkAll(schedules, (schedule) => runSchedule(schedule)),
  },
  http: {
    title: 'the product over HTTP',
    count: 500,
    check: checkAll(httpSchedules, runHttpSchedule),
  },
  vscode: {
    title: 'the product in VS Code',
    count: 30,
    check: checkInVscode,
  },
} as const;

export type ChaosPart = keyof typeof chaosParts;

/** Which schedules to run. */
interface ChaosRun {
  readonly seed: number;
  readonly count: number;
  /** The one schedule to run again, as a failure prints it. */
  readonly path?: string | undefined;
  /** False to report the first schedule that fails, instead of looking for a shorter one. */
  readonly shrinks?: boolean;
}

/** Checks a part of the product. @returns what failed, with its seed, path and schedule; undefined if nothing did */
type Check = (run: ChaosRun) => Promise<string | undefined>;

/** A new seed, for a run that is to try something new. */
export function newSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}

/** Schedules share a VS Code. Each takes seconds, so one that fails is not made shorter. */
async function checkInVscode(run: ChaosRun): Promise<string | undefined> {
  const { VscodeMachine } = await import('./vscode/vscodeMachine');
  const machine = await VscodeMachine.start();
  try {
    const check = checkAll(vscodeSchedules, (schedule) => machine.run(schedule));
    return await check({ ...run, shrinks: false });
  } finally {
    await machine.stop();
  }
}

/** @param violationsOf runs a schedule; returns what must never happen and did */
function checkAll<T>(
  arbitrary: fc.Arbitrary<T>,
  violationsOf: (schedule: T) => Promise<readonly string[]>,
): Check {
  const property = fc.asyncProperty(arbitrary, async (schedule) => {
    const violations = await violationsOf(schedule);
    if (violations.length > 0) {
      throw new Error(violations.join('\n'));
    }
  });
  return async ({ seed, count, path, shrinks = true }) => {
    const endOnFailure = path !== undefined || !shrinks;
    const runs = path === undefined ? { numRuns: count } : { numRuns: 1, path };
    const details = await fc.check(property, { seed, endOnFailure, ...runs });
    if (!details.failed) {
      return undefined;
    }
    const { seed: ofRun, counterexamplePath, errorInstance } = details;
    return [
      `--seed ${ofRun} --path ${counterexamplePath}`,
      String(errorInstance),
      fc.defaultReportMessage(details),
    ].join('\n');
  };
}
