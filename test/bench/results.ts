import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What was measured for so many sessions. */
export interface Point {
  readonly count: number;
  readonly ms: number;
}

/** The exponent k for which the times fit count^k best: 1 is linear. */
export function growthOf(points: readonly Point[]): number {
  const logs = points.map(({ count, ms }) => ({ x: Math.log(count), y: Math.log(ms) }));
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(logs.map(({ x }) => x)), mean(logs.map(({ y }) => y))];
  const slope = logs.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  return slope / logs.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Writes the results to `out/bench` as JSON. */
export function writeResults(name: string, results: unknown): void {
  const folder = join('out', 'bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(results, undefined, 2)}\n`);
}
