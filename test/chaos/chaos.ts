import fc from 'fast-check';
import { runSchedule } from './core/runSchedule';
import { schedules } from './core/schedule';
import { httpSchedules } from './http/httpSchedule';
import { runHttpSchedule } from './http/runHttpSchedule';

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
} as const;

export type ChaosPart = keyof typeof chaosParts;

/** Which schedules to run. */
export interface ChaosRun {
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
    const replayed = path === undefined ? {} : { path };
    const details = await fc.check(property, {
      ...{ seed, numRuns: count, endOnFailure },
      ...replayed,
    });
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
