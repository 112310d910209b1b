import { join } from 'node:path';
import { mergeActivities, withoutFuture } from './activityMerge';
import type { Clock } from '../../base/clock';
import type { Logger } from '../../model/ports';
import type { SessionActivity } from '../../model/workbookSession';
import { formatActivity, parseActivity, type ActivityFile } from './activityFormat';
import { isMissing, systemCode, type Files, type FileStamp } from '../../storage/files';
import { activityName } from './recordNames';

/** Far longer than the longest activity; a bigger file is not ours. */
const largestFileBytes = 256 * 1024;

/**
 * The values of sessions that change, in one file for each session. Several windows write it, so each writes
 * only its own changes. A file that this release doesn't understand is left alone.
 */
export class ActivityFiles {
  /** Sessions whose file could not be used, so that each is logged once. */
  private readonly skipped = new Set<string>();
  /** The files as this window wrote them. They needn't be read again. */
  private readonly written = new Map<string, { stamp: FileStamp; activity: SessionActivity }>();

  constructor(
    private readonly folder: string,
    private readonly files: Files,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * @param deadline how long to try again while the file is busy
   * @param isPlain true when a listing of the folder has just said that it is a file
   * @returns undefined if the system refuses to read the file
   */
  async read(key: string, deadline: number, isPlain = false): Promise<SessionActivity | undefined> {
    try {
      const own = await this.ownOnDisk(key);
      if (own) {
        return own;
      }
      const look = () => this.look(key, isPlain);
      const file = await (this.skipped.has(key) ? look() : this.files.retried(look, deadline));
      return file.kind === 'activity' ? file.activity : {};
    } catch (error) {
      if (isMissing(error)) {
        return {};
      }
      this.skip(key, systemCode(error) ?? 'unknown error');
      return undefined;
    }
  }

  /**
   * Writes the change into the file.
   * @param known fills values that are missing in the file
   */
  async save(key: string, change: SessionActivity, known: SessionActivity): Promise<void> {
    const file = await this.files.retried(() => this.look(key));
    if (file.kind === 'foreign') {
      return;
    }
    const onDisk = file.kind === 'activity' ? file : { activity: {}, json: undefined };
    const now = this.clock.now();
    const filled = mergeActivities(withoutFuture(onDisk.activity, now), withoutFuture(known, now));
    const activity = mergeActivities(change, filled);
    const text = formatActivity(activity, onDisk.json);
    // Writing the same text would only make every window read it again.
    if (text !== JSON.stringify(onDisk.json)) {
      const stamp = await this.files.replace(this.path(key), text);
      this.written.set(key, { stamp, activity });
    }
  }

  /** The activity that this window wrote last, if it is still on disk. */
  private async ownOnDisk(key: string): Promise<SessionActivity | undefined> {
    const own = this.written.get(key);
    const stamp = own && (await this.files.stamp(this.path(key)));
    return own?.stamp === stamp ? own?.activity : undefined;
  }

  /** Call this when the session is gone. */
  forget(key: string): void {
    this.written.delete(key);
    this.skipped.delete(key);
  }

  private async look(key: string, isPlain = false): Promise<ActivityFile> {
    try {
      const text = await this.files.readPlain(this.path(key), largestFileBytes, isPlain);
      const file: ActivityFile = text === undefined ? { kind: 'foreign' } : parseActivity(text);
      if (file.kind === 'foreign') {
        this.skip(key, 'it has another version or is not ours');
      } else {
        this.skipped.delete(key);
      }
      return file;
    } catch (error) {
      if (isMissing(error)) {
        return { kind: 'torn' };
      }
      throw error;
    }
  }

  private skip(key: string, reason: string): void {
    if (!this.skipped.has(key)) {
      this.skipped.add(key);
      this.logger.warn(`The activity of session ${key} could not be read: ${reason}.`);
    }
  }

  private path(key: string): string {
    return join(this.folder, activityName(key));
  }
}
