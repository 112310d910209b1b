import { join } from 'node:path';
import type { Clock } from '../../base/clock';
import { SharedTask } from '../../base/mutex';
import type { StoredSession } from '../../model/workbookSession';
import { isMissing, type Files, type FileSystem } from '../../storage/files';
import { activityName, contentOf, type FolderContent } from './recordNames';

const orphanAgeMs = 24 * 60 * 60_000;
/** The time between two listings for removals, in milliseconds. To list ten thousand files takes long. */
const listingPauseMs = 250;

/** The folder of the session records, which all windows share. */
export class SessionFolder {
  /**
   * The sessions in the folder as far as this window knows, as their records say. Nobody removes the folder
   * itself. If it disappears with sessions in it, the disk must be away, and they come back with it.
   */
  readonly known = new Map<string, StoredSession | undefined>();
  private readonly listing = new SharedTask(() => this.contentAfterPause());
  private readonly making: SharedTask<unknown>;
  private listedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly path: string,
    private readonly files: Files,
    private readonly system: FileSystem,
    private readonly clock: Clock,
  ) {
    this.making = new SharedTask(() => system.mkdir(path, { recursive: true, mode: 0o700 }));
  }

  /** The files in the folder, which is created if it doesn't exist yet. */
  async content(): Promise<FolderContent> {
    const known = [...this.known.keys()];
    try {
      const content = contentOf(await this.files.retried(() => this.system.readdir(this.path)));
      known.filter((key) => !content.records.has(key)).forEach((key) => this.known.delete(key));
      for (const key of content.records) {
        this.known.set(key, this.known.get(key));
      }
      return content;
    } catch (error) {
      if (!isMissing(error)) {
        throw error;
      }
    }
    await this.require();
    await this.make();
    return contentOf([]);
  }

  /** The files in the folder after this call. Calls that come close together share a listing. */
  sharedContent(): Promise<FolderContent> {
    return this.listing.run();
  }

  /** Throws if the folder has disappeared with sessions in it: its sessions are not gone for good. */
  async require(): Promise<void> {
    if (this.known.size > 0) {
      await this.files.retried(() => this.system.lstat(this.path));
    }
  }

  /** A folder that has disappeared with sessions in it isn't created again: it would hide the one that comes back. */
  async make(): Promise<void> {
    if (this.known.size === 0) {
      await this.making.run();
    }
  }

  /** Removes temporary files and activities without a record after a day. */
  async sweep({ records, activities, temporaries }: FolderContent): Promise<void> {
    const orphans = [...activities].filter((key) => !records.has(key)).map(activityName);
    for (const name of [...orphans, ...[...temporaries.values()].flat()]) {
      const path = join(this.path, name);
      try {
        const { mtimeMs } = await this.system.lstat(path);
        if (this.clock.now() - mtimeMs > orphanAgeMs) {
          await this.system.unlink(path);
        }
      } catch {
        // Another window has removed it, or it stays until the next time.
      }
    }
  }

  private async contentAfterPause(): Promise<FolderContent> {
    const pauseMs = this.listedAt + listingPauseMs - this.clock.monotonicNow();
    await (pauseMs > 0 ? this.clock.delay(pauseMs) : undefined);
    this.listedAt = this.clock.monotonicNow();
    return this.content();
  }
}
