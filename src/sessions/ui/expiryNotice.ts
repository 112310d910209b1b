import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import type { SessionService } from '../sessionService';
import { messageAction } from '../../messages/messageActions';
import { expiryNoticeText, nextExpiryNotice, sessionsToTell } from '../expiryNoticeText';
import type { ErrorPresenter } from '../../window/errorPresenter';
import type { Settings } from '../../window/settings';

/** Tells of sessions that are about to expire: each once in this window, and only while the user works in it. */
export class ExpiryNotice {
  private readonly told = new Set<string>();
  private isStopping = false;

  constructor(
    private readonly deps: {
      readonly service: SessionService;
      readonly clock: Clock;
      readonly settings: Settings;
      readonly presenter: ErrorPresenter;
      readonly refresh: (keys: readonly string[]) => PromiseLike<unknown>;
    },
  ) {}

  /** When to look next, milliseconds since 1970; undefined: not by itself. */
  next(now: number): number | undefined {
    const { service } = this.deps;
    return this.isWanted() ? nextExpiryNotice(service.sessions(), now, this.told) : undefined;
  }

  look(): void {
    const { service, clock } = this.deps;
    if (!this.isWanted() || !vscode.window.state.focused) {
      return;
    }
    const sessions = sessionsToTell(service.sessions(), clock.now(), this.told);
    if (sessions.length > 0) {
      const keys = sessions.map(({ key }) => key);
      keys.forEach((key) => this.told.add(key));
      void this.tell(expiryNoticeText(sessions), keys);
    }
  }

  private async tell(text: string, keys: readonly string[]): Promise<void> {
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

  /** From the click on, though VS Code takes a moment to write the setting. */
  private async stop(): Promise<void> {
    this.isStopping = true;
    try {
      await this.deps.settings.stopExpiryNotices();
    } finally {
      this.isStopping = false;
    }
  }
}
