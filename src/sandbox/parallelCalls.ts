import { setImmediate } from 'node:timers/promises';

/** How a call fares; all that the calls beside it need to know, so that none holds on to another. */
interface Course {
  state: 'running' | 'answered' | 'abandoned';
}

/** A call that is under way, from its arrival to its answer. */
export class Passage {
  readonly course: Course = { state: 'running' };

  constructor(
    /** Undefined for a call that may run beside any other. */
    readonly workbook: string | undefined,
    /** The calls on the same workbook that were under way when this one came. */
    readonly overlapping: readonly Course[],
  ) {}
}

/** Sees when two actions on one workbook are under way at once. */
export class ParallelCalls {
  private readonly running = new Set<Passage>();

  /** @param workbook undefined for a call that may run beside any other */
  enter(workbook: string | undefined): Passage {
    if (workbook === undefined) {
      return new Passage(undefined, []);
    }
    const beside = [...this.running].filter((other) => other.workbook === workbook);
    const passage = new Passage(
      workbook,
      beside.map(({ course }) => course),
    );
    this.running.add(passage);
    return passage;
  }

  /** @param how `abandoned` when the client hung up before there was an answer */
  leave(passage: Passage, how: 'answered' | 'abandoned'): void {
    if (this.running.delete(passage)) {
      passage.course.state = how;
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
