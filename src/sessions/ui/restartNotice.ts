import { string } from 'valibot';
import { listOfValid, readAs } from '../../base/schema';
import type { Clock } from '../../base/clock';
import type { SharedState } from '../../model/ports';
import type { SessionService } from '../sessionService';
import { messageAction } from '../../messages/messageActions';
import { restartNoticeText, sessionsFromLastTime } from '../view/restartNoticeText';
import type { ErrorPresenter } from '../../window/errorPresenter';

/** The name on disk; a new name would repeat old notices. */
const stateName = 'toldAfterRestart';

/** Shows, after a restart, which sessions an earlier run left: each once. */
export class RestartNotice {
  private readonly startedAt: number;

  constructor(
    private readonly deps: {
      readonly service: SessionService;
      readonly clock: Clock;
      readonly presenter: Pick<ErrorPresenter, 'tell'>;
      /** Asks before it closes anything, because nobody has chosen these sessions. */
      readonly close: (keys: readonly string[]) => PromiseLike<unknown>;
      readonly refresh: (keys: readonly string[]) => PromiseLike<unknown>;
      /** Keeps the keys of the sessions that a notice was about. */
      readonly state: SharedState;
      /** False if another window was open before this one: the sessions may be its own. */
      readonly isFirstWindow: Promise<boolean>;
    },
  ) {
    this.startedAt = deps.clock.now();
  }

  /** Call this after the records have been read. */
  async show(): Promise<void> {
    const { service, clock, isFirstWindow } = this.deps;
    if (!(await isFirstWindow)) {
      return;
    }
    const notified = keysIn(this.deps.state.get(stateName));
    const listed = service.sessions();
    const sessions = sessionsFromLastTime(listed, this.startedAt, notified);
    if (sessions.length > 0) {
      const keys = sessions.map(({ key }) => key);
      const stillListed = listed.map(({ key }) => key).filter((key) => notified.has(key));
      await this.deps.state.update(stateName, () => [...stillListed, ...keys]);
      void this.ask(restartNoticeText(sessions, clock.now()), keys);
    }
  }

  private async ask(text: string, keys: readonly string[]): Promise<void> {
    const { presenter, close, refresh } = this.deps;
    const buttons = [messageAction('close'), messageAction('refresh'), messageAction('keep')];
    await presenter.tell('info', text, buttons, {
      close: () => close(keys),
      refresh: () => refresh(keys),
      keep: () => Promise.resolve(),
    });
  }
}

function keysIn(kept: unknown): ReadonlySet<string> {
  return new Set(readAs(listOfValid(string()), kept));
}
