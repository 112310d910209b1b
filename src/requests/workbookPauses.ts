import type { ErrorCode } from '../model/errors';
import type { QueueKey } from './workbookQueues';

/** How long the service asks to wait, in milliseconds, and the answer that asked. */
export interface Pause {
  readonly ms: number;
  readonly code: ErrorCode;
}

/** When a pause is over, and the answer that asked for it. */
interface NotedPause {
  readonly end: number;
  readonly code: ErrorCode;
}

/**
 * The pauses that the service asked for on a workbook, kept until they are over. A pause applies to every
 * request that would have waited for the request that brought it.
 */
export class WorkbookPauses {
  /** By queue and by the group of the request. */
  private readonly pauses = new Map<string, Map<string | undefined, NotedPause>>();

  note(keys: readonly QueueKey[], { ms, code }: Pause, now: number): void {
    this.dropThoseOver(now);
    const end = now + ms;
    for (const { key, group } of keys) {
      const byGroup = this.pauses.get(key) ?? new Map<string | undefined, NotedPause>();
      const earlier = byGroup.get(group);
      byGroup.set(group, earlier && earlier.end >= end ? earlier : { end, code });
      this.pauses.set(key, byGroup);
    }
  }

  /** The longest pause in these queues; undefined when something may be sent. */
  of(keys: readonly QueueKey[], now: number): Pause | undefined {
    const binding = keys.flatMap(({ key, group }) =>
      [...(this.pauses.get(key) ?? [])]
        .filter(([paused]) => paused === undefined || paused !== group)
        .map(([, { end, code }]) => ({ ms: end - now, code })),
    );
    const [longest] = binding.filter(({ ms }) => ms > 0).sort((one, other) => other.ms - one.ms);
    return longest;
  }

  private dropThoseOver(now: number): void {
    for (const [key, byGroup] of this.pauses) {
      for (const [group, { end }] of byGroup) {
        if (end <= now) {
          byGroup.delete(group);
        }
      }
      if (byGroup.size === 0) {
        this.pauses.delete(key);
      }
    }
  }
}
