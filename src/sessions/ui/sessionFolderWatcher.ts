import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { SessionStoreWatcher } from '../../model/ports';

/** Fires when another window may have changed the session records: the folder changed, or this window got the focus. */
export class SessionFolderWatcher implements SessionStoreWatcher, Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<undefined>());

  readonly onDidChange = this.changes.event;

  constructor(folder: vscode.Uri) {
    const pattern = new vscode.RelativePattern(folder, '*.json');
    const watcher = this.store.add(vscode.workspace.createFileSystemWatcher(pattern));
    const notify = () => {
      this.changes.fire(undefined);
    };
    this.store.add(watcher.onDidCreate(notify));
    this.store.add(watcher.onDidChange(notify));
    this.store.add(watcher.onDidDelete(notify));
    this.store.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) {
          notify();
        }
      }),
    );
  }

  dispose(): void {
    this.store.dispose();
  }
}
