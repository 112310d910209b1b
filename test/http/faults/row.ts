import type { ErrorCode } from '../../../src/model/errors';
import type { Fault } from '../../../src/sandbox/faults';
import type { Bench, Result } from './bench';

/**
 * What became of the record, on disk and in the list of this and of the next window alike:
 * `made` and `kept` are on both, `gone` and `none` on neither (`none`: there never was one),
 * `skipped` lies on disk as it did and is listed nowhere, `unsaved` is known to this window alone.
 */
export type RecordFate = 'none' | 'made' | 'kept' | 'gone' | 'skipped' | 'unsaved';

/** How many requests of which kind a server saw. */
export type Sent = Readonly<
  Partial<Record<'find' | 'create' | 'follow' | 'refresh' | 'close', number>>
>;

/** One line of the table. */
export interface Row {
  readonly input: string;
  readonly outcome: Result['outcome'];
  readonly code?: ErrorCode | undefined;
  readonly record: RecordFate;
  readonly sent: Sent;
  /** Brings the input about and answers with what came of it. */
  readonly run: (bench: Bench) => Promise<Result>;
  /** What the row promises besides. */
  readonly then?: ((bench: Bench, result: Result) => unknown) | undefined;
}

/** A command whose requests meet faults. */
export interface Command {
  /** The start of the row's title. */
  readonly name: string;
  /** Which of its requests the faults are for; all by default. */
  readonly faultsFor?: Fault['action'];
  /** The requests of the whole command, of which so many are the ones that meet faults. */
  readonly sent: (requests: number) => Sent;
  /** Gives the command, after what the row wants done just before. */
  readonly run: (bench: Bench, prepare: () => Promise<void>) => Promise<Result>;
}

/** What is special about one row of a command. */
export interface Case extends Pick<Row, 'input' | 'code' | 'then'> {
  /** What goes wrong, one request after the other. */
  readonly faults?: readonly Fault[];
  /** How many requests meet the faults; 1 by default. */
  readonly requests?: number;
  /** Whatever else goes wrong is arranged here. */
  readonly given?: (bench: Bench) => unknown;
}

/** A row whose faults pass: the command waits and sends the request again. */
export type Retried = Case & Required<Pick<Case, 'faults'>> & { readonly waitsMs: number };

/** Builds the rows of a command that share their outcome. */
export function rowsOf(
  { name, faultsFor, sent, run }: Command,
  shared: Pick<Row, 'outcome' | 'record' | 'then'>,
): (row: Case) => Row {
  return ({ input, faults = [], requests = 1, given, ...row }) => ({
    ...shared,
    ...row,
    input: `${name}: ${input}`,
    sent: sent(requests),
    run: (bench) =>
      run(bench, async () => {
        bench.faults(
          ...faults.map((fault) => ({ ...fault, ...(faultsFor && { action: faultsFor }) })),
        );
        await given?.(bench);
      }),
  });
}

/** All that a row says, for a list of failures. */
export function titleOf({ input, outcome, code, record, sent }: Row): string {
  const requests = Object.entries(sent).map(([kind, count]) => `${count} × ${kind}`);
  const result = code === undefined ? outcome : `${outcome} (${code})`;
  return `${input} → ${result}; record: ${record}; requests: ${requests.join(', ') || 'none'}`;
}
