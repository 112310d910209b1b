import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { BurstEmitter, Emitter } from '../../base/event';
import type { SessionStoreWatcher } from '../../model/ports';
import { keyOfName } from '../store/recordNames';

/** Fires when another window may have changed the session records: files changed, or this window got the focus. */
export class SessionFolderWatcher implements SessionStoreWatcher, Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<ReadonlySet<string> | undefined>());
  /** Gathers the files of a burst. */
  private readonly burst = this.store.add(new BurstEmitter<string>());

  readonly onDidChange = this.changes.event;

  constructor(folder: vscode.Uri) {
    const pattern = new vscode.RelativePattern(folder, '*.json');
    const watcher = this.store.add(vscode.workspace.createFileSystemWatcher(pattern));
    const notify = ({ fsPath }: vscode.Uri) => {
      const key = keyOfName(path.basename(fsPath));
      if (key) {
        this.burst.fire(key);
      }
    };
    this.store.add(watcher.onDidCreate(notify));
    this.store.add(watcher.onDidChange(notify));
    this.store.add(watcher.onDidDelete(notify));
    this.store.add(
      this.burst.event((keys) => {
        this.changes.fire(keys);
      }),
    );
    this.store.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) {
          this.changes.fire(undefined);
        }
      }),
    );
  }

  dispose(): void {
    this.store.dispose();
  }
}
