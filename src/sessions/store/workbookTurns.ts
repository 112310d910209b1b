import { untilAborted } from '../../base/abort';
import { Deferred } from '../../base/deferred';

/**
 * The requests of this window that want to go to one workbook. One has the turn. Commands take turns, so
 * that a single request does not wait behind all those of a large command.
 */
export class WorkbookTurns {
  private isTaken = false;
  /** The waiting requests of each command, known by its signal, with the command that is next first. */
  private readonly waiting = new Map<AbortSignal, Waiting[]>();

  /** Waits for the turn. @throws the signal's reason when it aborts first */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.isTaken) {
      this.isTaken = true;
      return;
    }
    const own: Waiting = { turn: new Deferred<undefined>(), hasTurn: false };
    const requests = this.waiting.get(signal);
    if (requests) {
      requests.push(own);
    } else {
      this.waiting.set(signal, [own]);
    }
    try {
      await untilAborted(own.turn.promise, signal);
    } catch (error) {
      if (own.hasTurn) {
        this.pass();
      }
      throw error;
    }
  }

  /** Ends the turn. */
  pass(): void {
    for (const [signal, requests] of this.waiting) {
      this.waiting.delete(signal);
      const next = signal.aborted ? undefined : requests.shift();
      if (next) {
        if (requests.length > 0) {
          this.waiting.set(signal, requests);
        }
        next.hasTurn = true;
        next.turn.resolve(undefined);
        return;
      }
    }
    this.isTaken = false;
  }
}

interface Waiting {
  readonly turn: Deferred<undefined>;
  hasTurn: boolean;
}
