import type { Clock } from '../base/clock';
import type { CommandId } from '../contributions';
import { durationBucket } from '../presentation/telemetry/durationBucket';
import { purposeOfCommand } from '../presentation/errorNotice';
import type { Telemetry } from '../presentation/telemetry/telemetryEvents';
import { endOf } from '../presentation/telemetry/telemetryFacts';
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
  readonly clock: Pick<Clock, 'now'>;
}

/** Runs one command; its end is counted, and an error is logged and told, in this one place. */
export function commandRunner(
  id: CommandId,
  { load, presenter, telemetry, clock }: CommandSurroundings,
): (...args: readonly unknown[]) => Promise<void> {
  const run = async (...args: readonly unknown[]): Promise<void> => {
    const start = clock.now();
    const count = (thrown?: { readonly error: unknown }) => {
      const duration = durationBucket(clock.now() - start);
      telemetry.send({ name: 'command.completed', command: id, ...endOf(thrown), duration });
    };
    try {
      const handlers = await load();
      const isLost = args.length > 0 && args.every((arg) => arg === undefined);
      await handlers[id](...(isLost ? [lostRow] : args));
      count();
    } catch (error) {
      count({ error });
      await presenter.show(error, { tryAgain: () => run(...args) }, purposeOfCommand(id));
    }
  };
  return run;
}
