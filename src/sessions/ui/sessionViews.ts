import * as vscode from 'vscode';
import type { ViewState } from '../../contributions';
import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/event';
import type { SessionList } from '../sessionList';
import type { SessionService } from '../sessionService';
import {
  isSameTarget,
  type GraphTarget,
  type WorkbookSession,
  type Principal,
} from '../../model/workbookSession';
import type { Credential } from '../../model/ports';
import { accountTree, sessionsByAccount } from '../view/accountTree';
import { nextRepaint } from '../view/repaintTimer';
import { sessionStatus } from '../view/sessionStatus';
import { recentTree } from '../view/recentTree';
import { sessionNodesIn, type TreeNode } from '../view/treeNode';
import { unreadableTooltip, unreadableTree } from '../view/unreadableTree';
import { signedInOf, viewMessage, viewStateOf } from '../view/viewState';
import { ContextKeys } from '../../window/contextKeys';
import { RepaintTimer } from '../view/repaintTimer';
import type { SandboxController } from '../../sandbox/ui/sandboxController';
import { SessionStatusBarItem } from './sessionStatusBarItem';
import { SessionTreeView } from './sessionTreeView';
import type { Settings } from '../../window/settings';
import { SignInWatch } from '../../accounts/signInWatch';

/** How long to wait for more changes before the views are drawn, in milliseconds. */
const gatherMs = 50;

interface SessionViewsDeps {
  readonly clock: Clock;
  readonly list: SessionList;
  readonly sandbox: SandboxController;
  readonly service: SessionService;
  readonly settings: Settings;
  readonly tokens: Credential;
}

/** The tree, the status item, and the context keys of menus, drawn again whenever something changes. */
export class SessionViews implements Disposable {
  private readonly store = new DisposableStore();
  private readonly disposed = new AbortController();
  private readonly renderings = this.store.add(new Emitter<undefined>());
  private readonly contextKeys = new ContextKeys();
  private readonly statusItem = this.store.add(new SessionStatusBarItem());
  private readonly signIn: SignInWatch;
  private readonly timer: RepaintTimer;
  private rows: readonly TreeNode[] = [];
  private shown = '';
  private isRenderingDue = false;
  private isStatusShown = false;
  private hasSignedInHere = false;
  private hasMadeSession = false;

  readonly tree: SessionTreeView;
  /** Fires when the views were drawn, or the tree was shown or hidden. */
  readonly onDidRender = this.renderings.event;

  constructor(private readonly deps: SessionViewsDeps) {
    const { service, clock, settings, sandbox, tokens } = deps;
    this.tree = this.store.add(
      new SessionTreeView({
        nodes: () => this.rows,
        tooltip: (node) => this.tooltip(node),
      }),
    );
    this.signIn = this.store.add(
      new SignInWatch({
        tokens,
        target: () => settings.graphTarget(),
        isWatched: () => this.tree.isVisible || this.hasSignedInHere,
        owners: () => ownersOf(service.sessions()),
      }),
    );
    this.timer = this.store.add(
      new RepaintTimer(
        clock,
        (now) => nextRepaint(service.sessions(), now),
        () => this.isAnythingShown,
      ),
    );
    this.renderOn(service.onDidChangeSessions);
    this.renderOn(service.recent.onDidClear);
    this.renderOn(settings.onDidChange);
    this.renderOn(sandbox.onDidChange);
    this.renderOn(this.signIn.onDidChange);
    this.renderOn(this.timer.onDidTick);
    this.store.add(
      this.tree.onDidChangeVisibility(() => {
        this.timer.reset();
        this.renderings.fire(undefined);
        void this.signIn.check();
      }),
    );
    this.render();
    void this.signIn.check();
  }

  /** True while the user can see the tree or the status item. */
  get isAnythingShown(): boolean {
    return this.tree.isVisible || this.isStatusShown;
  }

  /** The rows that are shown. */
  get nodes(): readonly TreeNode[] {
    return this.rows;
  }

  /** Shows a session's row, selected and with the keyboard's focus. */
  async reveal(key: string): Promise<void> {
    this.render();
    await this.tree.reveal(key);
  }

  /** Selects a session's row if the tree is visible. The focus stays where it is. */
  async select(key: string): Promise<void> {
    if (!this.tree.isVisible) {
      return;
    }
    this.render();
    try {
      await this.tree.reveal(key, { focus: false });
    } catch {
      // The row or the view has disappeared meanwhile.
    }
  }

  /** Shows the first row whose session is in this Graph. */
  async revealFirstOf(target: GraphTarget): Promise<void> {
    this.render();
    const there = this.deps.service.sessions().filter((one) => isSameTarget(one.target, target));
    const keys = new Set(there.map(({ key }) => key));
    const first = sessionNodesIn(this.rows).find(({ key }) => keys.has(key));
    await (first && this.tree.reveal(first.key));
  }

  /** A session's row, to be passed to a command; undefined if the session is not listed. */
  rowOf(key: string): TreeNode | undefined {
    this.render();
    return this.tree.rowOf(key);
  }

  /** The user has just signed in. From then on, menus follow the sign-in even while the tree is hidden. */
  followSignIn(): void {
    this.hasSignedInHere = true;
    void this.signIn.check();
  }

  /** The user has created or added a session. The sandbox's sample sessions don't count. */
  markSessionMade(): void {
    this.hasMadeSession = true;
    this.render();
  }

  dispose(): void {
    this.disposed.abort();
    this.store.dispose();
  }

  private renderOn(event: Event<unknown>): void {
    this.store.add(
      event(() => {
        void this.renderSoon();
      }),
    );
  }

  /** Draws several changes at once. */
  private async renderSoon(): Promise<void> {
    if (this.isRenderingDue) {
      return;
    }
    this.isRenderingDue = true;
    try {
      await this.deps.clock.delay(gatherMs, this.disposed.signal);
    } catch {
      return;
    }
    this.isRenderingDue = false;
    this.render();
  }

  private async tooltip(node: TreeNode): Promise<string | undefined> {
    const { service, clock } = this.deps;
    const { language } = vscode.env;
    // Most windows never show a tooltip.
    const { recentTooltip, sessionTooltip, workbookTooltip } =
      await import('../view/sessionTooltip');
    switch (node.kind) {
      case 'session': {
        const session = service.sessions().find(({ key }) => key === node.key);
        return session && sessionTooltip(session, clock.now(), language);
      }
      case 'workbook': {
        const keys = new Set(node.sessions.map(({ key }) => key));
        const sessions = service.sessions().filter(({ key }) => keys.has(key));
        return sessions.length === 0 ? undefined : workbookTooltip(sessions, clock.now());
      }
      case 'recent': {
        const recent = service.recent.all().find(({ session }) => session.key === node.key);
        return recent && recentTooltip(recent, language);
      }
      case 'unreadable':
        return unreadableTooltip();
      default:
        return undefined;
    }
  }

  private render(): void {
    const { service, list, clock, settings, sandbox } = this.deps;
    const sessions = service.sessions();
    const now = clock.now();
    const isSandboxRunning = sandbox.running !== undefined;
    const state = viewStateOf(list.storageState, this.signIn.state, isSandboxRunning);
    const status = settings.isStatusBarVisible() ? sessionStatus(sessions, now) : undefined;
    this.isStatusShown = status !== undefined;
    this.contextKeys.set({
      'workbookSessions.viewState': state,
      'workbookSessions.sandboxRunning': isSandboxRunning,
      'workbookSessions.signedIn': signedInOf(this.signIn.state),
      'workbookSessions.sessionMade': this.hasMadeSession,
      'workbookSessions.sessionClosed': service.recent
        .all()
        .some(({ end }) => end.outcome === 'closed'),
    });
    this.statusItem.render(status);
    this.renderTree(sessions, state, now);
    void this.signIn.checkNewOwners();
    this.timer.reset();
    this.renderings.fire(undefined);
  }

  /** Draws only changes: drawing the same rows again could swallow a click. */
  private renderTree(sessions: readonly WorkbookSession[], state: ViewState, now: number): void {
    const { service, list } = this.deps;
    const isUnavailable = (session: WorkbookSession) => this.signIn.isUnavailable(session);
    const sessionRows = accountTree(sessions, now, isUnavailable, vscode.env.language);
    const otherRows = [
      ...recentTree(service.recent.all(), vscode.env.language),
      ...unreadableTree(list.unreadableCount),
    ];
    const rows = [...sessionRows, ...otherRows];
    this.tree.showMessage(viewMessage(state, sessions, otherRows.length > 0));
    // Sessions too, because a tooltip says more than its row.
    const shown = JSON.stringify([rows, sessions]);
    if (shown !== this.shown) {
      this.shown = shown;
      this.rows = rows;
      this.tree.render();
    }
  }
}

/** The accounts that have a row of their own; none if all sessions belong to the same account. */
function ownersOf(sessions: readonly WorkbookSession[]): readonly Principal[] {
  const groups = [...sessionsByAccount(sessions).values()];
  return groups.length <= 1
    ? []
    : groups.flatMap(([{ target, account }]) =>
        account && target.cloud !== 'sandbox' ? [{ target, account }] : [],
      );
}
