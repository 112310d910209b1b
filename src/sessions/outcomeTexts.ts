import type { CloseOutcome } from '../model/closeOutcome';

/** How outcomes are told, by what was done. */
export interface OutcomeTexts {
  /** What became of one session of a workbook. */
  readonly one: (outcome: CloseOutcome['outcome'] | 'unknown', name: string) => string;
  /** How many of all were done, and their workbook's name if they have the same one. */
  readonly done: (count: number, all: number, name: string | undefined) => string;
  readonly gone: (count: number) => string;
  /** How many failed, and which workbooks that concerns if not all. */
  readonly failed: (count: number, names: string | undefined) => string;
  readonly cancelled: (count: number) => string;
  /** Of how many it is not known whether they failed. */
  readonly unknown: (count: number) => string;
  /** Where the reasons are found, when they differ. */
  readonly differing: () => string;
  /** True when a session that is gone is not what the user wanted. */
  readonly isGoneALoss: boolean;
}
