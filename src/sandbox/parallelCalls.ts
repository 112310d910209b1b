import { setImmediate } from 'node:timers/promises';

/** An action that is under way, from its arrival to its answer. */
export class Passage {
  state: 'running' | 'answered' | 'abandoned' = 'running';

  constructor(
    /** The calls under way on the same workbook, this one included as long as it is. */
    readonly running: Set<Passage>,
    readonly overlapping: readonly Passage[] = [...running],
  ) {
    running.add(this);
  }
}

/** Sees when two actions on one workbook are under way at once. */
export class ParallelCalls {
  private readonly byWorkbook = new Map<string, Set<Passage>>();

  /** @param workbook undefined for a call that may run beside any other */
  enter(workbook: string | undefined): Passage {
    if (workbook === undefined) {
      return new Passage(new Set());
    }
    const running = this.byWorkbook.get(workbook) ?? new Set();
    this.byWorkbook.set(workbook, running);
    return new Passage(running);
  }

  /** @param how `abandoned` when the client hung up before there was an answer */
  leave(passage: Passage, how: 'answered' | 'abandoned'): void {
    if (passage.running.delete(passage)) {
      passage.state = how;
    }
  }

  /**
   * True when another action was under way as this one came. One that the client gave up does not
   * count; the news of that may come in the same turn of the event loop as the next call.
   */
  async isParallel(passage: Passage): Promise<boolean> {
    if (passage.overlapping.length > 0) {
      await setImmediate();
      await setImmediate();
    }
    return passage.overlapping.some(({ state }) => state !== 'abandoned');
  }
}
