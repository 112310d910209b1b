import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { WindowContext } from '../../window/windowContext';
import { SessionFileStore } from '../store/sessionFileStore';
import { SessionList } from '../sessionList';
import { SessionService, type SessionServiceDeps } from '../sessionService';
import { WindowRegistry } from '../store/windowRegistry';
import { WindowClaims } from '../store/workbookClaims';
import { SessionFolderWatcher } from './sessionFolderWatcher';

/** The sessions of all windows, and what can be done with them. */
export interface Sessions {
  readonly list: SessionList;
  readonly service: SessionService;
  /** False if another window was open before this one. */
  readonly isFirstWindow: Promise<boolean>;
}

/** Creates the list, which follows the folder that all windows share, and the service that works on it. */
export function createSessions(
  storage: vscode.Uri,
  { clock, log, settings, store }: WindowContext,
  requests: Pick<SessionServiceDeps, 'api' | 'commands' | 'scheduler'>,
): Sessions {
  const folder = vscode.Uri.joinPath(storage, 'sessions');
  const files = new SessionFileStore(folder.fsPath, clock, log);
  const list = store.add(new SessionList(files, clock, () => settings.idleLimits(), log));
  const watcher = store.add(new SessionFolderWatcher(folder));
  store.add(
    watcher.onDidChange((keys) => {
      void list.reload(keys);
    }),
  );
  const windowFolder = vscode.Uri.joinPath(storage, 'windows');
  const windows = store.add(new WindowRegistry(windowFolder.fsPath, clock, log));
  const claims = store.add(
    new WindowClaims({
      folder: vscode.Uri.joinPath(storage, 'claims').fsPath,
      ...{ clock, logger: log },
      isAnotherWindowOpen: () => windows.hasOthers(),
    }),
  );
  const service = store.add(
    new SessionService({ ...requests, list, claims, clock, newKey: () => randomUUID() }),
  );
  return { list, service, isFirstWindow: windows.enter() };
}
