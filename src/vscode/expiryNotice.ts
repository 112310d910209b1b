import * as vscode from 'vscode';
import type { Clock } from '../base/clock';
import type { SessionService } from '../core/sessionService';
import { messageAction } from '../presentation/errorMessages';
import { expiryNoticeText, nextExpiryNotice, sessionsToTell } from '../presentation/expiryNotice';
import type { ErrorPresenter } from './errorPresenter';
import type { Settings } from './settings';

/** Tells of sessions that are about to expire: each once in this window, and only while the user works in it. */
export class ExpiryNotice {
  private readonly told = new Set<string>();

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
    const { service, settings } = this.deps;
    return settings.isExpiryNoticeWanted()
      ? nextExpiryNotice(service.sessions(), now, this.told)
      : undefined;
  }

  look(): void {
    const { service, clock, settings } = this.deps;
    if (!settings.isExpiryNoticeWanted() || !vscode.window.state.focused) {
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
    const { presenter, settings, refresh } = this.deps;
    const buttons = [messageAction('refresh'), messageAction('dontShowAgain')];
    await presenter.tell('info', text, buttons, {
      refresh: () => refresh(keys),
      dontShowAgain: () => settings.stopExpiryNotices(),
    });
  }
}
