import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/event';
import type { SessionList } from '../sessionList';
import type { SessionService } from '../sessionService';
import type { GraphTarget, WorkbookSession } from '../../model/workbookSession';
import type { Credential, SharedState } from '../../model/ports';
import { arrangementOf, type Arrangement } from '../view/arrangement';
import { mostAtOnce, pauseBeforeDrawing, pauseBetweenTicks } from '../view/drawingPauses';
import { RepaintTimer } from '../view/repaintTimer';
import { nextStatusChange, sessionBadge, sessionStatus } from '../view/sessionStatus';
import type { TreeNode } from '../view/treeNode';
import { unreadableTooltip } from '../view/unreadableTree';
import { ViewRows } from '../view/viewRows';
import { signedInOf, viewMessage, viewStateOf } from '../view/viewState';
import { ContextKeys } from '../../window/contextKeys';
import type { SandboxController } from '../../sandbox/ui/sandboxController';
import { SessionStatusBarItem } from './sessionStatusBarItem';
import { SessionTreeView, type RowHandle } from './sessionTreeView';
import type { Settings } from '../../window/settings';
import { SignInWatch } from '../../accounts/signInWatch';

/** Where the arrangement of the rows is kept. */
const arrangementName = 'arrangement';

interface SessionViewsDeps {
  readonly clock: Clock;
  readonly list: SessionList;
  readonly sandbox: SandboxController;
  readonly service: SessionService;
  readonly settings: Settings;
  /** Keeps how the rows are arranged. */
  readonly state: SharedState;
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
  private readonly rows: ViewRows;
  /** How long the last drawing took, in milliseconds. */
  private costMs = 0;
  private rowsAsked = 0;
  private isRenderingDue = false;
  private isStatusShown = false;
  private hasSignedInHere = false;
  private hasMadeSession = false;

  readonly tree: SessionTreeView;
  /** Fires when the views were drawn, or the tree was shown or hidden. */
  readonly onDidRender = this.renderings.event;

  constructor(private readonly deps: SessionViewsDeps) {
    const { service, list, clock, settings, sandbox, state, tokens } = deps;
    const rowsDeps = {
      sessions: () => service.sessions(),
      session: (key: string) => service.session(key),
      recents: () => service.recent.all(),
      unreadableCount: () => list.unreadableCount,
      isUnavailable: (session: WorkbookSession) => this.signIn.isUnavailable(session),
      locale: vscode.env.language,
    };
    this.rows = new ViewRows(rowsDeps, arrangementOf(state.get(arrangementName)));
    this.tree = this.store.add(
      new SessionTreeView({
        clock,
        rows: this.rows,
        tooltip: (row) => this.tooltip(row),
      }),
    );
    this.signIn = this.store.add(
      new SignInWatch({
        tokens,
        target: () => settings.graphTarget(),
        isWatched: () => this.tree.isVisible || this.hasSignedInHere,
        owners: () => this.rows.owners,
      }),
    );
    this.timer = this.store.add(
      new RepaintTimer({
        clock,
        next: (now) => this.nextChange(now),
        leastMs: () => pauseBetweenTicks(this.rows.summary.count),
      }),
    );
    this.store.add(
      service.onDidChangeSessions((keys) => {
        this.rows.noteChanged(keys);
        void this.renderSoon();
      }),
    );
    this.store.add(
      settings.onDidChange(() => {
        // The idle limits decide when each session expires.
        this.rows.noteAll();
        void this.renderSoon();
      }),
    );
    this.renderOn(service.recent.onDidClear);
    this.renderOn(sandbox.onDidChange);
    this.renderOn(this.signIn.onDidChange);
    this.renderOn(this.timer.onDidTick);
    this.store.add(
      this.tree.onDidChangeVisibility(() => {
        this.render();
        void this.signIn.check();
      }),
    );
    this.rows.noteAll();
    this.render();
    void this.signIn.check();
  }

  /** True while the user can see the tree or the status item. */
  get isAnythingShown(): boolean {
    return this.tree.isVisible || this.isStatusShown;
  }

  /** The rows that are shown. */
  get nodes(): readonly TreeNode[] {
    return this.rows.rows;
  }

  /** How the rows are arranged. */
  get arrangement(): Arrangement {
    return this.rows.arranged;
  }

  /** Arranges the rows in another way, also in later windows. */
  async arrange(arrangement: Arrangement): Promise<void> {
    this.rows.arrange(arrangement);
    this.render();
    await this.deps.state.update(arrangementName, () => arrangement);
  }

  /** Shows a session's row, selected and with the keyboard's focus. */
  async reveal(key: string): Promise<void> {
    this.renderWith(key);
    await this.tree.reveal(key);
  }

  /** Selects a session's row if the tree is visible. The focus stays where it is. */
  async select(key: string): Promise<void> {
    if (!this.tree.isVisible) {
      return;
    }
    this.renderWith(key);
    try {
      await this.tree.reveal(key, { focus: false });
    } catch {
      // The row or the view has disappeared meanwhile.
    }
  }

  /** Shows the first row whose session is in this Graph. */
  async revealFirstOf(target: GraphTarget): Promise<void> {
    this.rows.noteAll();
    this.render();
    const key = this.rows.firstKeyOf(target);
    await (key !== undefined && this.tree.reveal(key));
  }

  /** A session's row, to be passed to a command; undefined if the session is not listed. */
  rowOf(key: string): RowHandle | undefined {
    this.renderWith(key);
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

  /** Draws the rows with this session as it is, although the event of its change may be still to come. */
  private renderWith(key: string): void {
    this.rows.noteChanged([key]);
    this.render();
  }

  /** Draws several changes at once. */
  private async renderSoon(): Promise<void> {
    if (this.isRenderingDue) {
      return;
    }
    this.isRenderingDue = true;
    const cost = { costMs: this.costMs, rowsAsked: this.tree.rowsAsked - this.rowsAsked };
    const pauseMs = pauseBeforeDrawing(cost, this.rows.changedCount);
    try {
      await this.deps.clock.delay(pauseMs, this.disposed.signal);
    } catch {
      return;
    }
    this.isRenderingDue = false;
    this.render(mostAtOnce);
    if (this.rows.changedCount > 0) {
      void this.renderSoon();
    }
  }

  private async tooltip(row: TreeNode): Promise<string | undefined> {
    const now = this.deps.clock.now();
    const { language } = vscode.env;
    // Most windows never show a tooltip.
    const { recentTooltip, sessionTooltip, workbookTooltip } =
      await import('../view/sessionTooltip');
    switch (row.kind) {
      case 'session':
        return sessionTooltip(row.session, now, language);
      case 'workbook':
        return workbookTooltip(
          row.sessions.map(({ session }) => session),
          now,
        );
      case 'recent': {
        const recent = this.deps.service.recent
          .all()
          .find(({ session }) => session.key === row.key);
        return recent && recentTooltip(recent, language);
      }
      case 'unreadable':
        return unreadableTooltip();
      default:
        return undefined;
    }
  }

  /** When something that is shown changes next because time passes. A rendering that is due comes first. */
  private nextChange(now: number): number {
    const { summary } = this.rows;
    if (this.isRenderingDue) {
      return Infinity;
    }
    if (this.tree.isVisible) {
      return summary.nextText;
    }
    const status = this.isStatusShown ? nextStatusChange(summary, now) : Infinity;
    return Math.min(status, summary.nextAttention);
  }

  /** @param most how many changed sessions to take over; the others stay for the next call */
  private render(most = Infinity): void {
    const { service, list, clock, settings, sandbox } = this.deps;
    const start = clock.monotonicNow();
    const now = clock.now();
    const changes = this.rows.update(now, most);
    const { summary } = this.rows;
    const isSandboxRunning = sandbox.running !== undefined;
    const state = viewStateOf(list.storageState, this.signIn.state, isSandboxRunning);
    const status = settings.isStatusBarVisible() ? sessionStatus(summary, now) : undefined;
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
    this.tree.showBadge(sessionBadge(summary));
    // First, because it moves the rows: nobody should aim at a row that is about to move.
    this.tree.showMessage(viewMessage(state, this.rows.content));
    this.tree.draw(...changes);
    void this.signIn.checkNewOwners();
    this.timer.reset();
    this.renderings.fire(undefined);
    this.costMs = clock.monotonicNow() - start;
    this.rowsAsked = this.tree.rowsAsked;
  }
}
