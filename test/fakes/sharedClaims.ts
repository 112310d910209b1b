import { untilAborted } from '../../src/base/abort';
import { Deferred } from '../../src/base/deferred';
import type { WorkbookClaims } from '../../src/model/ports';

/** Claims in memory, which several windows share. Every request has a claim of its own. */
export class SharedClaims {
  private readonly tails = new Map<string, Promise<unknown>>();
  /** How many claims are held now. */
  held = 0;

  ofWindow(): WorkbookClaims {
    return {
      claim: async (workbook, signal, onHeld) => {
        const before = this.tails.get(workbook) ?? Promise.resolve();
        const end = new Deferred<undefined>();
        if (this.tails.has(workbook)) {
          onHeld();
        }
        this.tails.set(
          workbook,
          before.then(() => end.promise),
        );
        try {
          await untilAborted(before, signal);
        } catch (error) {
          end.resolve(undefined);
          throw error;
        }
        this.held += 1;
        return {
          mayBeOutdated: true,
          end: (written = Promise.resolve()) => {
            void written.finally(() => {
              this.held -= 1;
              end.resolve(undefined);
            });
          },
        };
      },
    };
  }
}
