import { join } from 'node:path';
import { mergeActivities, withoutFuture } from './activityMerge';
import type { Clock } from '../base/clock';
import type { Logger } from '../model/ports';
import type { SessionActivity } from '../model/workbookSession';
import { formatActivity, parseActivity, type ActivityFile } from './activityFormat';
import { isMissing, systemCode, type Files } from '../storage/files';
import { activityName } from './recordNames';

/** Far more than the longest one takes; what is bigger is not ours. */
const largestFileBytes = 256 * 1024;

/**
 * What changes in the sessions' lives, one file each. Several windows write it, so each writes no more than
 * it has changed; a file that this release does not understand is left alone.
 */
export class ActivityFiles {
  /** Sessions whose file was found wanting, so that each is logged once. */
  private readonly skipped = new Set<string>();

  constructor(
    private readonly folder: string,
    private readonly files: Files,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * @param deadline until when it is tried again while it is busy
   * @returns undefined when the system refuses to read it just now
   */
  async read(key: string, deadline: number): Promise<SessionActivity | undefined> {
    try {
      const look = () => this.look(key);
      const file = await (this.skipped.has(key) ? look() : this.files.retried(look, deadline));
      return file.kind === 'activity' ? file.activity : {};
    } catch (error) {
      this.skip(key, systemCode(error) ?? 'unknown error');
      return undefined;
    }
  }

  /**
   * Writes the change into what is there already.
   * @param known fills what is missing there
   */
  async save(key: string, change: SessionActivity, known: SessionActivity): Promise<void> {
    const file = await this.files.retried(() => this.look(key));
    if (file.kind === 'foreign') {
      return;
    }
    const there = file.kind === 'activity' ? file : { activity: {}, json: undefined };
    const now = this.clock.now();
    const filled = mergeActivities(withoutFuture(there.activity, now), withoutFuture(known, now));
    const text = formatActivity(mergeActivities(change, filled), there.json);
    // Writing what is there would only make every window read it again.
    if (text !== JSON.stringify(there.json)) {
      await this.files.replace(this.path(key), text);
    }
  }

  async remove(key: string): Promise<void> {
    await this.files.remove(this.path(key));
  }

  private async look(key: string): Promise<ActivityFile> {
    try {
      const text = await this.files.readPlain(this.path(key), largestFileBytes);
      const file: ActivityFile = text === undefined ? { kind: 'foreign' } : parseActivity(text);
      if (file.kind === 'foreign') {
        this.skip(key, 'it is of another version, or none of ours');
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
      this.logger.warn(`What happened to session ${key} is not known: ${reason}.`);
    }
  }

  private path(key: string): string {
    return join(this.folder, activityName(key));
  }
}
