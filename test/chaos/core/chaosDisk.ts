import type { Clock } from '../../../src/base/clock';
import { WorkbookSessionError } from '../../../src/model/errors';
import type { SessionStore, StoredSessions } from '../../../src/model/ports';
import type { SessionActivity, StoredSession } from '../../../src/model/workbookSession';
import { MemoryDisk, MemorySessionStore } from '../../fakes/memorySessionStore';
import type { Books } from '../books';
import type { Life } from './life';
import type { DiskState } from './schedule';

const slowMs = 3000;
const writesOfFullDisk: readonly (keyof SessionStore)[] = ['add', 'saveActivity'];
const writes: readonly (keyof SessionStore)[] = [...writesOfFullDisk, 'remove'];

/** The methods that fail in each state. */
const failing: Readonly<Record<DiskState, readonly (keyof SessionStore)[]>> = {
  well: [],
  full: writesOfFullDisk,
  refused: writes,
  slow: [],
  folderUnreadable: ['readAll', 'read'],
  recordsBusy: [],
};

/** The disk that all windows share. */
export class ChaosDisk {
  readonly content = new MemoryDisk();
  private state: DiskState = 'well';
  private readonly stores: MemorySessionStore[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly books: Books,
    /** True when every window sees each removal of a record. */
    private readonly isSeen: boolean,
  ) {}

  setState(state: DiskState): void {
    this.state = state;
    this.stores.forEach((store) => {
      this.apply(store);
    });
  }

  /** The disk as one window uses it. */
  store(window: number, life: Life): SessionStore {
    const store = new MemorySessionStore(this.content);
    this.stores.push(store);
    this.apply(store);
    const during = <T>(work: () => Promise<T>) => life.survive(this.during(life, work));
    return {
      readAll: (): Promise<StoredSessions> => during(() => store.readAll()),
      read: (keys): Promise<StoredSessions> => during(() => store.read(keys)),
      add: (session: StoredSession) =>
        during(async () => {
          await store.add(session);
          this.books.notePromised(session.record.key, session.record.sessionId, window);
        }),
      saveActivity: (key: string, change: SessionActivity, known?: SessionActivity) =>
        during(() => store.saveActivity(key, change, known)),
      remove: (key: string) =>
        during(async () => {
          const record = this.content.records.get(key);
          await store.remove(key);
          if (record && this.isSeen) {
            this.books.noteRemoved(record.sessionId);
          }
        }),
    };
  }

  /** A slow disk acts in the middle of the wait, so that its answer is late. */
  private async during<T>(life: Life, work: () => Promise<T>): Promise<T> {
    const ms = this.state === 'slow' ? slowMs : 0;
    await this.wait(ms);
    if (life.isKilled) {
      throw new WorkbookSessionError('cancelled');
    }
    const result = await work();
    await this.wait(ms);
    return result;
  }

  private async wait(ms: number): Promise<void> {
    if (ms > 0) {
      await this.clock.delay(ms);
    }
  }

  private apply(store: MemorySessionStore): void {
    store.faults.clear();
    failing[this.state].forEach((method) => store.faults.add(method));
    store.unreadable.clear();
    if (this.state === 'recordsBusy') {
      [...this.content.records.keys()].forEach((key) => store.unreadable.add(key));
    }
  }
}
