import { Deferred } from '../base/deferred';
import type { WorkbookAddress } from './workbook';

/** A queue that a request joins. */
export interface QueueKey {
  readonly key: string;
  /** Those of the same group have their turn together; who is in no group has it alone. */
  readonly group?: string;
}

/** A workbook as a request calls it. */
export interface CalledWorkbook {
  readonly address: WorkbookAddress;
  /** Its name as the service told it; absent while that is not known. */
  readonly name?: string | undefined;
}

/**
 * The queues for requests to a workbook, so that there is one at a time for each file. By its item's id
 * a file is known, whatever the drive is called. A path may lead to any file of its last segment's
 * name: it has its turn alone among all that may be that file.
 */
export function queuesOf({ address, name }: CalledWorkbook): readonly QueueKey[] {
  const { item } = address;
  const others: QueueKey =
    item.kind === 'path'
      ? { key: unnamed, group: 'paths' }
      : { key: name ? nameKey(name) : unnamed, group: 'items' };
  return [queueOfFile(address), others];
}

/** The queue for what reads the drive and not the workbook: other files' requests go on beside it. */
export function lookupQueuesOf(address: WorkbookAddress): readonly QueueKey[] {
  return [queueOfFile(address)];
}

function queueOfFile({ item }: WorkbookAddress): QueueKey {
  if (item.kind === 'id') {
    return { key: `item ${item.id}` };
  }
  const [lastSegment = ''] = item.path.split('/').slice(-1);
  return { key: nameKey(lastSegment) };
}

const unnamed = 'unnamed';

/** Drives tell no capital letters from small ones. */
function nameKey(name: string): string {
  return `name ${name.normalize('NFC').toLowerCase()}`;
}

/** A place in the queues of all its keys. */
export interface QueuePlace {
  /** True once it is first, or together with its group, in each of them. */
  readonly hasTurn: boolean;
  /** Resolves when it has its turn. */
  readonly turn: Promise<void>;
  /** Lets those behind it go on; before its turn, it gives the place up. */
  leave(): void;
}

/**
 * Queues by key, first come first served. A place is taken in the queues of all its keys at once, so
 * that no two can wait for each other.
 */
export class WorkbookQueues {
  private readonly queues = new Map<string, Queue>();

  join(keys: readonly QueueKey[]): QueuePlace {
    const left = new Deferred<undefined>();
    const waits = keys.flatMap((key) => this.joinOne(key, left.promise) ?? []);
    const place = {
      hasTurn: waits.length === 0,
      turn: Promise.all(waits).then(() => {
        place.hasTurn = true;
      }),
      leave: () => {
        left.resolve(undefined);
      },
    };
    return place;
  }

  /** What has to be waited for in this one queue; undefined when it is empty. */
  private joinOne({ key, group }: QueueKey, left: Promise<unknown>): Promise<unknown> | undefined {
    const queue = this.queues.get(key);
    const isOfSameGroup = group !== undefined && group === queue?.lastGroup;
    const before = isOfSameGroup ? queue.beforeLastGroup : queue?.end;
    const end = Promise.all([queue?.end, left]).then(() => {
      if (this.queues.get(key)?.end === end) {
        this.queues.delete(key);
      }
    });
    this.queues.set(key, { lastGroup: group, beforeLastGroup: before, end });
    return before;
  }
}

interface Queue {
  /** The group that joined last; none for one who is alone. */
  readonly lastGroup: string | undefined;
  /** Settles when everybody before that group has left; undefined when nobody was there. */
  readonly beforeLastGroup: Promise<unknown> | undefined;
  /** Settles when everybody has left. */
  readonly end: Promise<unknown>;
}
