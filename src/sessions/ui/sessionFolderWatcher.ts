import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { SessionStoreWatcher } from '../../model/ports';
import { keyOfName } from '../store/recordNames';

/** How long the changes of a burst are gathered, in milliseconds. */
const gatheringMs = 50;

/**
 * Fires when another window may have changed the session records: files changed, or this window got the focus.
 * VS Code's own watchers begin some seconds later and don't say when, so what changes meanwhile would be missed.
 */
export class SessionFolderWatcher implements SessionStoreWatcher, Disposable {
  private readonly store = new DisposableStore();
  private readonly disposed = new AbortController();
  private readonly changes = this.store.add(new Emitter<ReadonlySet<string> | undefined>());
  private watcher: FSWatcher | undefined;
  /** The sessions whose files have changed; undefined if none has. */
  private changed: Set<string> | undefined;

  readonly onDidChange = this.changes.event;

  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
  ) {
    this.store.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) {
          // A folder on a disk that was away is no longer watched.
          this.stop();
          this.watch();
          this.changes.fire(undefined);
        }
      }),
    );
  }

  /**
   * Watches the folder, unless it is watched already or doesn't exist.
   * @returns true if it is watched from now on, so that records may have changed before
   */
  watch(): boolean {
    if (this.watcher || this.disposed.signal.aborted) {
      return false;
    }
    try {
      this.watcher = watch(this.folder, { persistent: false }, (_, name) => {
        this.note(name);
      });
    } catch {
      return false;
    }
    this.watcher.on('error', () => {
      this.stop();
    });
    return true;
  }

  dispose(): void {
    this.disposed.abort();
    this.stop();
    this.store.dispose();
  }

  private stop(): void {
    this.watcher?.close();
    this.watcher = undefined;
  }

  /** @param name of the file; null where the system doesn't tell it */
  private note(name: string | null): void {
    if (name === null || name === path.basename(this.folder)) {
      // The folder itself was moved or removed, or nobody knows what changed.
      this.stop();
      this.changes.fire(undefined);
      return;
    }
    const key = name.endsWith('.json') ? keyOfName(name) : undefined;
    if (key === undefined) {
      return;
    }
    if (this.changed) {
      this.changed.add(key);
    } else {
      this.changed = new Set([key]);
      void this.fireSoon(this.changed);
    }
  }

  private async fireSoon(keys: ReadonlySet<string>): Promise<void> {
    try {
      await this.clock.delay(gatheringMs, this.disposed.signal);
    } catch {
      return;
    }
    this.changed = undefined;
    this.changes.fire(keys);
  }
}
