import * as l10n from '@vscode/l10n';
import type { CloseOutcome, RefreshOutcome } from '../../model/closeOutcome';
import type { ErrorCode } from '../../model/errors';

/** How one session fared, whether it was to be closed or refreshed. */
export type OutcomeKind = 'done' | 'gone' | 'failed' | 'unknown' | 'cancelled' | 'unlisted';

/** The kind of an outcome. */
export function kindOf(outcome: CloseOutcome | RefreshOutcome): OutcomeKind {
  switch (outcome.outcome) {
    case 'closed':
    case 'refreshed':
      return 'done';
    case 'alreadyGone':
    case 'gone':
      return 'gone';
    case 'cancelled':
      return 'cancelled';
    case 'failed':
      return kindOfFailure(outcome.code);
  }
}

function kindOfFailure(code: ErrorCode): OutcomeKind {
  switch (code) {
    // The session may have been closed or refreshed all the same.
    case 'outcomeUnknown':
      return 'unknown';
    // Somebody else removed the session from the list: nothing was left to do, so nothing failed.
    case 'sessionNotListed':
      return 'unlisted';
    default:
      return 'failed';
  }
}

/** The texts that differ between a close and a refresh. */
export interface OutcomeTexts {
  /** The title of the progress notification. */
  readonly progress: (count: number) => string;
  /** The outcome of a single session. */
  readonly one: (kind: Exclude<OutcomeKind, 'unlisted'>, name: string) => string;
  /** How many of all sessions are done, and the workbook's name if all are of the same one. */
  readonly done: (count: number, all: number, name: string | undefined) => string;
  readonly gone: (count: number) => string;
  /** How many sessions failed, and the names of their workbooks if others did not fail. */
  readonly failed: (count: number, names: string | undefined) => string;
  readonly cancelled: (count: number) => string;
  readonly unknown: (count: number) => string;
  /** Where to find the reasons when they differ. */
  readonly differing: () => string;
  /** True when the user did not want the session to be gone. */
  readonly isGoneALoss: boolean;
}

/** The texts of a close. */
export const closeTexts: OutcomeTexts = {
  progress: (count) =>
    count === 1 ? l10n.t('Closing 1 session') : l10n.t('Closing {0} sessions', count),
  one: (outcome, name) => {
    switch (outcome) {
      case 'done':
        return l10n.t('Closed 1 session of “{0}”.', name);
      case 'gone':
        return l10n.t(
          'The session of “{0}” had already ended. It was removed from the list.',
          name,
        );
      case 'failed':
        return l10n.t('The session of “{0}” was not closed.', name);
      case 'unknown':
        return l10n.t('It is not known whether the session of “{0}” was closed.', name);
      case 'cancelled':
        return l10n.t('The session of “{0}” was left open because you cancelled.', name);
    }
  },
  done: (count, all, name) => {
    if (count < all) {
      return l10n.t('Closed {0} of {1} sessions.', count, all);
    }
    return name === undefined
      ? l10n.t('Closed {0} sessions.', count)
      : l10n.t('Closed {0} sessions of “{1}”.', count, name);
  },
  gone: (count) =>
    count === 1
      ? l10n.t('1 session had already ended. It was removed from the list.')
      : l10n.t('{0} sessions had already ended. They were removed from the list.', count),
  failed: (count, names) => {
    if (names !== undefined) {
      return count === 1
        ? l10n.t('1 session was not closed: {0}.', names)
        : l10n.t('{0} sessions were not closed: {1}.', count, names);
    }
    return count === 1
      ? l10n.t('1 session was not closed.')
      : l10n.t('{0} sessions were not closed.', count);
  },
  unknown: (count) =>
    count === 1
      ? l10n.t('It is not known whether 1 session was closed.')
      : l10n.t('It is not known whether {0} sessions were closed.', count),
  cancelled: (count) =>
    count === 1
      ? l10n.t('1 session was left open because you cancelled.')
      : l10n.t('{0} sessions were left open because you cancelled.', count),
  differing: () => l10n.t('The reasons differ. See each row.'),
  isGoneALoss: false,
};

/** The texts of a refresh. */
export const refreshTexts: OutcomeTexts = {
  progress: (count) =>
    count === 1 ? l10n.t('Refreshing 1 session') : l10n.t('Refreshing {0} sessions', count),
  one: (outcome, name) => {
    switch (outcome) {
      case 'done':
        return l10n.t('Refreshed the session of “{0}”. Its idle time has restarted.', name);
      case 'gone':
        return l10n.t('The session of “{0}” has ended. It was removed from the list.', name);
      case 'failed':
        return l10n.t('The session of “{0}” was not refreshed.', name);
      case 'unknown':
        return l10n.t('It is not known whether the session of “{0}” was refreshed.', name);
      case 'cancelled':
        return l10n.t('The session of “{0}” was not refreshed because you cancelled.', name);
    }
  },
  done: (count, all, name) => {
    if (count < all) {
      return l10n.t('Refreshed {0} of {1} sessions.', count, all);
    }
    return name === undefined
      ? l10n.t('Refreshed {0} sessions.', count)
      : l10n.t('Refreshed {0} sessions of “{1}”.', count, name);
  },
  gone: (count) =>
    count === 1
      ? l10n.t('1 session has ended. It was removed from the list.')
      : l10n.t('{0} sessions have ended. They were removed from the list.', count),
  failed: (count, names) => {
    if (names !== undefined) {
      return count === 1
        ? l10n.t('1 session was not refreshed: {0}.', names)
        : l10n.t('{0} sessions were not refreshed: {1}.', count, names);
    }
    return count === 1
      ? l10n.t('1 session was not refreshed.')
      : l10n.t('{0} sessions were not refreshed.', count);
  },
  unknown: (count) =>
    count === 1
      ? l10n.t('It is not known whether 1 session was refreshed.')
      : l10n.t('It is not known whether {0} sessions were refreshed.', count),
  cancelled: (count) =>
    count === 1
      ? l10n.t('1 session was not refreshed because you cancelled.')
      : l10n.t('{0} sessions were not refreshed because you cancelled.', count),
  differing: () => l10n.t('The reasons differ. Refresh one session at a time to see its reason.'),
  isGoneALoss: true,
};
