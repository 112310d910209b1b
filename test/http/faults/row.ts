import type { ErrorCode } from '../../../src/model/errors';
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

export function titleOf({ input, outcome, code, record, sent }: Row): string {
  const requests = Object.entries(sent).map(([kind, count]) => `${count} × ${kind}`);
  return [input, outcome, code ?? '–', record, requests.join(', ') || 'no request'].join(' | ');
}
