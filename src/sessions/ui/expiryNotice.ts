import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { messageAction } from '../../messages/messageActions';
import type { ErrorPresenter } from '../../window/errorPresenter';
import type { Settings } from '../../window/settings';
import { expiryNoticeText } from '../view/expiryNoticeText';
import { ExpiryWatch } from '../view/expiryWatch';
import { RepaintTimer } from '../view/repaintTimer';
import type { SessionService } from '../sessionService';
import type { SessionViews } from './sessionViews';

/** Notifies of sessions that are about to expire: each once in this window, and only while the user works in it. */
export class ExpiryNotice implements Disposable {
  private readonly store = new DisposableStore();
  private readonly timer: RepaintTimer;
  private readonly watch: ExpiryWatch;
  private isStopping = false;

  constructor(
    private readonly deps: {
      readonly clock: Clock;
      readonly presenter: Pick<ErrorPresenter, 'tell'>;
      readonly refresh: (keys: readonly string[]) => PromiseLike<unknown>;
      readonly service: SessionService;
      readonly settings: Settings;
      readonly views: Pick<SessionViews, 'isAnythingShown' | 'onDidRender'>;
    },
  ) {
    const { clock, service, settings, views } = deps;
    this.watch = new ExpiryWatch({
      sessions: () => service.sessions(),
      session: (key) => service.session(key),
    });
    this.timer = this.store.add(
      new RepaintTimer({
        clock,
        next: (now) => (this.isWanted() && views.isAnythingShown ? this.watch.next(now) : Infinity),
      }),
    );
    const check = () => {
      this.check();
    };
    this.store.add(
      service.onDidChangeSessions((keys) => {
        this.watch.noteChanged(keys, clock.now());
      }),
    );
    this.store.add(
      settings.onDidChange(() => {
        // The idle limits decide when each session expires.
        this.watch.noteAll();
      }),
    );
    this.store.add(this.timer.onDidTick(check));
    this.store.add(views.onDidRender(check));
    this.store.add(vscode.window.onDidChangeWindowState(check));
    this.check();
  }

  dispose(): void {
    this.store.dispose();
  }

  private check(): void {
    const { clock, views } = this.deps;
    if (views.isAnythingShown && this.isWanted() && vscode.window.state.focused) {
      const sessions = this.watch.take(clock.now());
      if (sessions.length > 0) {
        const keys = sessions.map(({ key }) => key);
        void this.show(expiryNoticeText(sessions), keys);
      }
    }
    this.timer.reset();
  }

  private async show(text: string, keys: readonly string[]): Promise<void> {
    const { presenter, refresh } = this.deps;
    const buttons = [messageAction('refresh'), messageAction('dontShowAgain')];
    await presenter.tell('info', text, buttons, {
      refresh: () => refresh(keys),
      dontShowAgain: () => this.stop(),
    });
  }

  private isWanted(): boolean {
    return !this.isStopping && this.deps.settings.isExpiryNoticeWanted();
  }

  /** Stops at once, although VS Code takes a moment to write the setting. */
  private async stop(): Promise<void> {
    this.isStopping = true;
    try {
      await this.deps.settings.stopExpiryNotices();
    } finally {
      this.isStopping = false;
    }
  }
}
