import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Lazy } from '../../base/lazy';
import type { RunningPrograms, WorkbookClaims } from '../../model/ports';
import type { WindowContext } from '../../window/windowContext';
import { SessionFileStore } from '../store/sessionFileStore';
import { SessionList } from '../sessionList';
import type { RemoteSessionsDeps } from '../remoteSessions';
import { SessionService, type SessionServiceDeps } from '../sessionService';
import { WindowRegistry } from '../store/windowRegistry';
import { SessionFolderWatcher } from './sessionFolderWatcher';

/** What requests to Graph share. */
export type GraphRequests = Pick<RemoteSessionsDeps, 'commands' | 'scheduler'>;

/** The sessions of all windows, and what can be done with them. */
export interface Sessions {
  readonly list: SessionList;
  readonly service: SessionService;
  /** False if another window was open before this one. */
  readonly isFirstWindow: Promise<boolean>;
}

/** The windows that use the same folder. */
export interface Windows {
  readonly registry: WindowRegistry;
  /** Their claims on workbooks. The code is loaded with the first request. */
  readonly loadClaims: () => Promise<WorkbookClaims>;
}

/** Creates what this window needs to know of the others. */
export function createWindows(storage: vscode.Uri, { clock, log, store }: WindowContext): Windows {
  const folder = (name: string) => vscode.Uri.joinPath(storage, name).fsPath;
  const registry = store.add(new WindowRegistry(folder('windows'), clock, log));
  const isAnotherWindowOpen = () => registry.hasOthers();
  const loadClaims = async () => {
    const { WindowClaims } = await import('../store/workbookClaims');
    const deps = { folder: folder('claims'), clock, logger: log, isAnotherWindowOpen };
    return store.add(new WindowClaims(deps));
  };
  return { registry, loadClaims };
}

/** Creates the list, which follows the folder that all windows share, and the service that works on it. */
export function createSessions(
  storage: vscode.Uri,
  { clock, log, settings, store }: WindowContext,
  { registry }: Windows,
  graph: Pick<RemoteSessionsDeps, 'api'> & { readonly requests: Lazy<GraphRequests> },
  programs: RunningPrograms,
): Sessions {
  const folder = vscode.Uri.joinPath(storage, 'sessions');
  const files = new SessionFileStore(folder.fsPath, clock, log);
  const list = store.add(new SessionList(files, clock, () => settings.idleLimits(), log));
  const watcher = store.add(new SessionFolderWatcher(folder.fsPath, clock));
  store.add(
    watcher.onDidChange((keys) => {
      void list.reload(keys);
    }),
  );
  watcher.watch();
  store.add(
    list.onDidChange(() => {
      // At the first start, the first read makes the folder. A disk that was away may be back.
      void (watcher.watch() && list.reload());
    }),
  );
  const newKey = () => randomUUID();
  const loadRemote: SessionServiceDeps['loadRemote'] = async (recent) => {
    const { RemoteSessions } = await import('../remoteSessions');
    const { commands, scheduler } = await graph.requests.get();
    const { api } = graph;
    return new RemoteSessions({ api, clock, commands, list, newKey, programs, recent, scheduler });
  };
  const service = store.add(new SessionService({ list, clock, newKey, loadRemote }));
  return { list, service, isFirstWindow: registry.enter() };
}
