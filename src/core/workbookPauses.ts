import type { QueueKey } from './workbookQueues';

/**
 * The pauses that the service asked for on a workbook, kept until they are over, whoever waits for
 * them. A pause binds everybody who would have had to wait for the request that brought it.
 */
export class WorkbookPauses {
  /** By queue and by the group of the request: when the pause is over. */
  private readonly ends = new Map<string, Map<string | undefined, number>>();

  note(keys: readonly QueueKey[], end: number, now: number): void {
    this.dropThoseOver(now);
    for (const { key, group } of keys) {
      const ends = this.ends.get(key) ?? new Map<string | undefined, number>();
      ends.set(group, Math.max(end, ends.get(group) ?? end));
      this.ends.set(key, ends);
    }
  }

  /** Milliseconds for which nothing may be sent in these queues; 0 when something may. */
  leftMs(keys: readonly QueueKey[], now: number): number {
    const lefts = keys.flatMap(({ key, group }) =>
      [...(this.ends.get(key) ?? [])]
        .filter(([paused]) => paused === undefined || paused !== group)
        .map(([, end]) => end - now),
    );
    return Math.max(0, ...lefts);
  }

  private dropThoseOver(now: number): void {
    for (const [key, ends] of this.ends) {
      for (const [group, end] of ends) {
        if (end <= now) {
          ends.delete(group);
        }
      }
      if (ends.size === 0) {
        this.ends.delete(key);
      }
    }
  }
}
