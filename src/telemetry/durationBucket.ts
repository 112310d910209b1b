/** How long something took, in steps. Each name is the upper bound. */
export const durationBuckets = [
  'under1s',
  'under3s',
  'under10s',
  'under30s',
  'under2min',
  'under10min',
  'over10min',
] as const;

export type DurationBucket = (typeof durationBuckets)[number];

const upperBoundsMs: Readonly<Record<DurationBucket, number>> = {
  under1s: 1000,
  under3s: 3000,
  under10s: 10_000,
  under30s: 30_000,
  under2min: 120_000,
  under10min: 600_000,
  over10min: Infinity,
};

/** The bucket of a time in milliseconds. */
export function durationBucket(ms: number): DurationBucket {
  return durationBuckets.find((bucket) => ms < upperBoundsMs[bucket]) ?? 'over10min';
}
