import type { Clock } from '../base/clock';
import type { CommandId } from '../contributions';
import type { Logger } from '../model/ports';
import type { Telemetry, TelemetryOutcome } from '../telemetry/telemetryEvents';
import { commandCompleted } from '../telemetry/telemetryFacts';
import type { ErrorPresenter } from './errorPresenter';

/**
 * The argument for a row that was clicked while the view was being drawn: VS Code passes undefined then,
 * while the palette passes no argument.
 */
export const lostRow = Symbol('lostRow');

type AnyHandler = (...args: unknown[]) => Promise<void>;

/** What running any command needs. */
export interface CommandRunnerDeps {
  readonly clock: Pick<Clock, 'monotonicNow'>;
  readonly log: Pick<Logger, 'info'>;
  readonly presenter: Pick<ErrorPresenter, 'show'>;
  readonly telemetry: Telemetry;
}

const ends: Readonly<Record<TelemetryOutcome, string>> = {
  completed: 'was completed',
  failed: 'failed',
  cancelled: 'was cancelled',
};

/** Runs one command. Its end is logged and counted, and its error shown, only here. */
export function commandRunner(
  id: CommandId,
  { clock, log, presenter, telemetry }: CommandRunnerDeps,
  load: () => Promise<Readonly<Record<CommandId, AnyHandler>>>,
): (...args: readonly unknown[]) => Promise<void> {
  const name = id.slice(id.indexOf('.') + 1);
  const run = async (...args: readonly unknown[]): Promise<void> => {
    const start = clock.monotonicNow();
    log.info(`The command ${name} has started.`);
    const count = (thrown?: { readonly error: unknown }) => {
      const ms = Math.round(clock.monotonicNow() - start);
      const event = commandCompleted(id, ms, thrown);
      log.info(`The command ${name} ${ends[event.outcome]} after ${ms} ms.`);
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
