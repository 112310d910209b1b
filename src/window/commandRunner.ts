import type { Clock } from '../base/clock';
import type { CommandId } from '../contributions';
import type { Logger } from '../model/ports';
import type { Telemetry, TelemetryOutcome } from '../telemetry/telemetryEvents';
import { commandCompleted } from '../telemetry/telemetryFacts';
import type { ErrorPresenter } from './errorPresenter';

/**
 * What a handler gets for a row that was clicked just as the view was drawn anew: VS Code passes
 * undefined then, where the palette passes nothing at all.
 */
export const lostRow = Symbol('lostRow');

type AnyHandler = (...args: unknown[]) => Promise<void>;

/** What stands around every command. */
export interface CommandSurroundings {
  /** Loads what the commands do, when the first one is called. */
  readonly load: () => Promise<Readonly<Record<CommandId, AnyHandler>>>;
  readonly presenter: Pick<ErrorPresenter, 'show'>;
  readonly telemetry: Telemetry;
  readonly clock: Pick<Clock, 'monotonicNow'>;
  readonly logger: Pick<Logger, 'info'>;
}

const ends: Readonly<Record<TelemetryOutcome, string>> = {
  completed: 'was completed',
  failed: 'failed',
  cancelled: 'was cancelled',
};

/** Runs one command; its end is logged and counted, and an error is told, in this one place. */
export function commandRunner(
  id: CommandId,
  { load, presenter, telemetry, clock, logger }: CommandSurroundings,
): (...args: readonly unknown[]) => Promise<void> {
  const name = id.slice(id.indexOf('.') + 1);
  const run = async (...args: readonly unknown[]): Promise<void> => {
    const start = clock.monotonicNow();
    logger.info(`The command ${name} has started.`);
    const count = (thrown?: { readonly error: unknown }) => {
      const ms = Math.round(clock.monotonicNow() - start);
      const event = commandCompleted(id, ms, thrown);
      logger.info(`The command ${name} ${ends[event.outcome]} after ${ms} ms.`);
      telemetry.send(event);
    };
    try {
      const handlers = await load();
      const isLost = args.length > 0 && args.every((arg) => arg === undefined);
      await handlers[id](...(isLost ? [lostRow] : args));
      count();
    } catch (error) {
      count({ error });
      await presenter.show(error, { tryAgain: () => run(...args) }, id);
    }
  };
  return run;
}
