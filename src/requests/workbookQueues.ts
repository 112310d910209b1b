import { Deferred } from '../base/deferred';
import type { WorkbookAddress } from '../model/workbook';

/** A queue that a request joins. */
export interface QueueKey {
  readonly key: string;
  /** Requests of the same group have their turn together. A request without a group has it alone. */
  readonly group?: string;
}

/** A workbook as a request addresses it. */
export interface CalledWorkbook {
  readonly address: WorkbookAddress;
  /** Its name as the service gave it; absent if that is not known. */
  readonly name?: string | undefined;
}

/** The queues in which a request waits for its turn. */
export interface RequestQueues {
  readonly keys: readonly QueueKey[];
  /** The queues that a `Retry-After` of its answer stops, where they are others. */
  readonly paused?: readonly QueueKey[];
}

/**
 * The queues for requests to a workbook, so that each file gets one request at a time. An item's ID
 * identifies its file, whatever the drive's address is. A path may lead to any file with the name of its
 * last segment, so it has its turn alone among all those files. A renamed file is still known here by its
 * old name, so a path with the new name shares no queue with it.
 */
export function queuesOf({ address, name }: CalledWorkbook): RequestQueues {
  const { item } = address;
  const others: QueueKey =
    item.kind === 'path'
      ? { key: unnamed, group: 'paths' }
      : { key: name ? nameKey(name) : unnamed, group: 'items' };
  return { keys: [queueOfFile(address), others] };
}

/**
 * The queues for a request that reads the drive and not the workbook. It waits only for requests to the
 * same address, but a pause that it brings holds for all that may be the same file.
 */
export function lookupQueuesOf(address: WorkbookAddress): RequestQueues {
  return { keys: [queueOfFile(address)], paused: queuesOf({ address }).keys };
}

function queueOfFile({ item }: WorkbookAddress): QueueKey {
  if (item.kind === 'id') {
    return { key: `item ${item.id}` };
  }
  const [lastSegment = ''] = item.path.split('/').slice(-1);
  return { key: nameKey(lastSegment) };
}

const unnamed = 'unnamed';

/** Names in a drive are not case-sensitive. */
function nameKey(name: string): string {
  return `name ${name.normalize('NFC').toLowerCase()}`;
}

/** A place in the queues of all its keys. */
export interface QueuePlace {
  /** True once it is first in each of them, alone or together with its group. */
  readonly hasTurn: boolean;
  /** Resolves when it has its turn. */
  readonly turn: Promise<void>;
  /** Lets the next requests go on. Before its turn, it gives the place up. */
  leave(): void;
}

/** A place as the queues know it. */
interface Place {
  readonly keys: readonly QueueKey[];
  readonly ticket: number;
  readonly turn: Deferred<undefined>;
  hasTurn: boolean;
}

/** Those in one queue. */
interface Queue {
  /** The places that have the turn: one alone, or several of one group. */
  readonly first: Set<Place>;
  /** The places that wait, in the order of their tickets. */
  readonly waiting: Place[];
}

/**
 * Queues by key, first come first served. A place is taken in the queues of all its keys at once, and
 * the order is the same in all of them, so that no two can wait for each other.
 */
export class WorkbookQueues {
  private readonly queues = new Map<string, Queue>();
  private lastTicket = 0;

  /** A rank before all later tickets, which a request keeps when it leaves and comes back. */
  newTicket(): number {
    this.lastTicket += 1;
    return this.lastTicket;
  }

  join(keys: readonly QueueKey[], ticket = this.newTicket()): QueuePlace {
    const place: Place = { keys, ticket, turn: new Deferred<undefined>(), hasTurn: false };
    for (const { key } of keys) {
      const queue = this.queues.get(key) ?? { first: new Set(), waiting: [] };
      const before = queue.waiting.findLastIndex((other) => other.ticket < ticket);
      queue.waiting.splice(before + 1, 0, place);
      this.queues.set(key, queue);
    }
    this.goOn(place);
    return {
      get hasTurn() {
        return place.hasTurn;
      },
      turn: place.turn.promise,
      leave: () => {
        this.leave(place);
      },
    };
  }

  private leave(place: Place): void {
    const queues = place.keys.flatMap(({ key }) => this.queues.get(key) ?? []);
    for (const { first, waiting } of queues) {
      first.delete(place);
      remove(place, waiting);
    }
    for (const { key } of place.keys) {
      const queue = this.queues.get(key);
      if (queue && queue.first.size + queue.waiting.length === 0) {
        this.queues.delete(key);
      }
    }
    queues.forEach(({ waiting }) => {
      [...waiting].forEach((other) => {
        this.goOn(other);
      });
    });
  }

  /** Gives the place its turn, if it may have it in each of its queues. */
  private goOn(place: Place): void {
    if (!place.keys.every((key) => this.mayGo(place, key))) {
      return;
    }
    for (const { key } of place.keys) {
      const queue = this.queues.get(key);
      queue?.first.add(place);
      remove(place, queue?.waiting ?? []);
    }
    place.hasTurn = true;
    place.turn.resolve(undefined);
  }

  /** True when all before it in this queue are of its own group. */
  private mayGo(place: Place, { key, group }: QueueKey): boolean {
    const { first = new Set<Place>(), waiting = [] } = this.queues.get(key) ?? {};
    const isOther = (other: Place) => group === undefined || groupIn(key, other) !== group;
    // Those that have the turn are of one group.
    const [one] = first;
    if (one && isOther(one)) {
      return false;
    }
    return !waiting.some((other) => other.ticket < place.ticket && isOther(other));
  }
}

function groupIn(key: string, { keys }: Place): string | undefined {
  return keys.find((one) => one.key === key)?.group;
}

function remove(place: Place, places: Place[]): void {
  const index = places.indexOf(place);
  if (index >= 0) {
    places.splice(index, 1);
  }
}
