import * as l10n from '@vscode/l10n';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { plainText } from '../messages/plainText';
import type { RecordedProgram } from '../model/workbookSession';
import type { SessionService } from '../sessions/sessionService';

/** The programs that end within this time of the first, in milliseconds, get one notice. */
export const gatheringMs = 500;

/** Says that programs have ended without closing their sessions. */
export interface LeftOpenNotice {
  readonly text: string;
  /** The sessions that are still listed. */
  readonly keys: readonly string[];
}

interface EndedProgram {
  readonly name: string;
  readonly keys: readonly string[];
}

/** Makes one notice for programs that end together, such as the workers of a cluster. */
export class LeftOpenNotices implements Disposable {
  private readonly ended: EndedProgram[] = [];
  private readonly closing = new AbortController();

  constructor(
    private readonly deps: {
      readonly clock: Clock;
      readonly service: Pick<SessionService, 'session'>;
      readonly tell: (notice: LeftOpenNotice) => void;
    },
  ) {}

  /** A program has ended and left these sessions open. */
  readonly note = ({ name }: RecordedProgram, keys: readonly string[]): void => {
    this.ended.push({ name, keys });
    if (this.ended.length === 1) {
      this.deps.clock.delay(gatheringMs, this.closing.signal).then(
        () => {
          this.tell();
        },
        () => undefined, // The window closes.
      );
    }
  };

  dispose(): void {
    this.closing.abort();
  }

  /** The user may have closed some of the sessions in the meantime. */
  private tell(): void {
    const { service, tell } = this.deps;
    const ended = this.ended
      .splice(0)
      .map(({ name, keys }) => ({ name, keys: keys.filter((key) => service.session(key)) }))
      .filter(({ keys }) => keys.length > 0);
    const keys = ended.flatMap((program) => program.keys);
    if (keys.length > 0) {
      tell({ text: textOf(new Set(ended.map(({ name }) => name)), keys.length), keys });
    }
  }
}

function textOf(names: ReadonlySet<string>, sessions: number): string {
  if (names.size > 1) {
    return l10n.t('{0} programs ended and left {1} sessions open.', names.size, sessions);
  }
  const name = plainText([...names].join());
  return sessions === 1
    ? l10n.t('{0} ended and left 1 session open.', name)
    : l10n.t('{0} ended and left {1} sessions open.', name, sessions);
}
