import type { AskedAs, FinderOptions } from './workbookSearch';
import type { WorkbookRow } from './workbookRow';

/** One question to the service, and what becomes of the answer. */
export interface Question<T extends AskedAs> extends FailedQuestion {
  /** Shown below what was there before until there is an answer. */
  readonly meanwhile?: readonly WorkbookRow[];
  readonly ask: (options: FinderOptions) => Promise<T>;
  readonly answer: (value: T) => void;
}

/** What is shown of a question without an answer. */
export interface FailedQuestion {
  /** Shown until there is an answer, and above a failure. */
  readonly before: readonly WorkbookRow[];
  /** Shown below a failure. */
  readonly after?: readonly WorkbookRow[];
}

/** How a question is asked: whether a dialog may open, and with which permissions. */
export type Asking = Pick<FinderOptions, 'interactive' | 'permissions'>;

export const quietly: Asking = { interactive: false };
