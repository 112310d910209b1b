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
  /** What no other window may call meanwhile; absent: nothing. */
  readonly claimed?: string;
}

/**
 * The queues for requests to a workbook, so that each file gets one request at a time. An item's ID
 * identifies its file, whatever the drive's address is. A path may lead to any file with the name of its
 * last segment, so it has its turn alone among all those files. A renamed file is still known here by its
 * old name, so a path with the new name shares no queue with it. Other windows know a file by its ID or by
 * the path alone.
 */
export function queuesOf({ address, name }: CalledWorkbook): RequestQueues {
  const { item } = address;
  const file = queueOfFile(address);
  const others: QueueKey =
    item.kind === 'path'
      ? { key: unnamed, group: 'paths' }
      : { key: name ? nameKey(name) : unnamed, group: 'items' };
  return { keys: [file, others], claimed: file.key };
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
  /** True while it is first in each of them, alone or together with its group. */
  readonly hasTurn: boolean;
  /** Resolves when it has its turn. */
  readonly turn: Promise<void>;
  /** True while it doesn't use its turn. An urgent place may then take the turn away for a while. */
  isIdle: boolean;
  /** Lets the next requests go on. Before its turn, it gives the place up. */
  leave(): void;
}

/** A place as the queues know it. */
interface Place {
  readonly keys: readonly QueueKey[];
  readonly ticket: number;
  turn: Deferred<undefined>;
  hasTurn: boolean;
  isIdle: boolean;
}

/** Those in one queue. */
interface Queue {
  /** The places that have the turn: one alone, or several of one group. */
  readonly first: Set<Place>;
  /** The places that wait, in the order of their tickets. */
  readonly waiting: Place[];
  /** How many places of each group wait. */
  readonly groups: Map<string | undefined, number>;
}

/** A rank before the tickets of all requests that are not urgent. */
const firstUrgentTicket = Number.MIN_SAFE_INTEGER;

function isUrgentTicket(ticket: number): boolean {
  return ticket < 0;
}

/**
 * Queues by key, first come first served. A place is taken in the queues of all its keys at once, and
 * the order is the same in all of them, so that no two can wait for each other.
 */
export class WorkbookQueues {
  private readonly queues = new Map<string, Queue>();
  private lastTicket = 0;

  /**
   * A rank before all later tickets, which a request keeps when it leaves and comes back.
   * @param isUrgent true to go before all requests that are not urgent, earlier ones too
   */
  newTicket(isUrgent = false): number {
    this.lastTicket += 1;
    return isUrgent ? firstUrgentTicket + this.lastTicket : this.lastTicket;
  }

  join(keys: readonly QueueKey[], ticket = this.newTicket()): QueuePlace {
    const turn = new Deferred<undefined>();
    const place: Place = { keys, ticket, turn, hasTurn: false, isIdle: false };
    this.wait(place);
    const overtaken = isUrgentTicket(ticket) ? this.takeTurnsOfIdle(place) : [];
    this.goOn(place);
    overtaken.forEach((holder) => {
      this.wakeBehind(holder);
    });
    return {
      get hasTurn() {
        return place.hasTurn;
      },
      get turn() {
        return place.turn.promise;
      },
      get isIdle() {
        return place.isIdle;
      },
      set isIdle(isIdle) {
        place.isIdle = isIdle;
      },
      leave: () => {
        this.leave(place);
      },
    };
  }

  private wait(place: Place): void {
    for (const { key, group } of place.keys) {
      const queue = this.queues.get(key) ?? { first: new Set(), waiting: [], groups: new Map() };
      queue.waiting.splice(rankIn(queue, place.ticket), 0, place);
      count(queue, group, 1);
      this.queues.set(key, queue);
    }
  }

  /** Those in the way that have the turn but don't use it wait again, before all others that are not urgent. */
  private takeTurnsOfIdle({ keys }: Place): readonly Place[] {
    const inTheWay = keys.flatMap(({ key, group }) =>
      [...(this.queues.get(key)?.first ?? [])].filter((one) => !isSameGroup(key, group, one)),
    );
    const overtaken = [...new Set(inTheWay)].filter(
      ({ isIdle, ticket }) => isIdle && !isUrgentTicket(ticket),
    );
    for (const holder of overtaken) {
      holder.keys.forEach(({ key }) => this.queues.get(key)?.first.delete(holder));
      holder.hasTurn = false;
      holder.turn = new Deferred<undefined>();
      this.wait(holder);
    }
    return overtaken;
  }

  /** Lets those go on that had to wait for this place alone. */
  private wakeBehind({ keys }: Place): void {
    for (const { key, group } of keys) {
      const queue = this.queues.get(key);
      for (const other of queue ? heldUpBy(key, group, queue) : []) {
        this.goOn(other);
      }
    }
  }

  private leave(place: Place): void {
    for (const { key, group } of place.keys) {
      const queue = this.queues.get(key);
      if (queue && !queue.first.delete(place)) {
        stopWaiting(queue, place, group);
      }
      if (queue && queue.first.size + queue.waiting.length === 0) {
        this.queues.delete(key);
      }
    }
    this.wakeBehind(place);
  }

  /** Gives the place its turn, if it may have it in each of its queues. */
  private goOn(place: Place): void {
    if (place.hasTurn || !place.keys.every((key) => this.mayGo(place, key))) {
      return;
    }
    for (const { key, group } of place.keys) {
      const queue = this.queues.get(key);
      if (queue) {
        stopWaiting(queue, place, group);
        queue.first.add(place);
      }
    }
    place.hasTurn = true;
    place.turn.resolve(undefined);
  }

  /** True when all before it in this queue are of its own group. */
  private mayGo(place: Place, { key, group }: QueueKey): boolean {
    const queue = this.queues.get(key);
    if (!queue) {
      return true;
    }
    // Those that have the turn are of one group.
    const [holder] = queue.first;
    if (holder && !isSameGroup(key, group, holder)) {
      return false;
    }
    const rank = rankIn(queue, place.ticket);
    return rank === 0 || (group !== undefined && isGroupAlone(key, group, queue, rank));
  }
}

/** True when all that wait, or at least the first `rank` of them, are of this group. */
function isGroupAlone(
  key: string,
  group: string,
  { waiting, groups }: Queue,
  rank: number,
): boolean {
  return (
    groups.get(group) === waiting.length ||
    waiting.slice(0, rank).every((other) => isSameGroup(key, group, other))
  );
}

/** The places at the head of a queue that a place of this group held up. Those of its own group didn't wait for it. */
function heldUpBy(key: string, group: string | undefined, { waiting }: Queue): readonly Place[] {
  const [head] = waiting;
  if (!head || isSameGroup(key, group, head)) {
    return [];
  }
  const groupOfHead = groupIn(key, head);
  const end = waiting.findIndex((other) => !isSameGroup(key, groupOfHead, other));
  return waiting.slice(0, end < 0 ? waiting.length : Math.max(end, 1));
}

/** False for places without a group: each has the turn alone. */
function isSameGroup(key: string, group: string | undefined, other: Place): boolean {
  return group !== undefined && groupIn(key, other) === group;
}

function groupIn(key: string, { keys }: Place): string | undefined {
  return keys.find((one) => one.key === key)?.group;
}

/** How many of those that wait come before this ticket. */
function rankIn({ waiting }: Queue, ticket: number): number {
  let low = 0;
  let high = waiting.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((waiting[middle]?.ticket ?? ticket) < ticket) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function stopWaiting(queue: Queue, place: Place, group: string | undefined): void {
  const rank = rankIn(queue, place.ticket);
  if (queue.waiting[rank] === place) {
    queue.waiting.splice(rank, 1);
    count(queue, group, -1);
  }
}

function count({ groups }: Queue, group: string | undefined, change: 1 | -1): void {
  groups.set(group, (groups.get(group) ?? 0) + change);
}
