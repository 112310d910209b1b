import * as l10n from '@vscode/l10n';
import type { CloseOutcome, RefreshOutcome } from '../model/closeOutcome';
import type { OutcomeTexts } from './outcomeTexts';

/** What became of a refresh. */
export const refreshTexts: OutcomeTexts = {
  one: (outcome, name) => {
    switch (outcome) {
      case 'closed':
        return l10n.t('Refreshed the session of “{0}”: its idle time starts anew.', name);
      case 'alreadyGone':
        return l10n.t('The session of “{0}” is gone; it is off the list.', name);
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
      ? l10n.t('1 session is gone; it is off the list.')
      : l10n.t('{0} sessions are gone; they are off the list.', count),
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
  differing: () => l10n.t('The reasons differ: refresh one session alone to see its own.'),
  isGoneALoss: true,
};

/** A refresh ends as a close does: done, found gone, failed or cancelled. */
export function asCloseOutcome(outcome: RefreshOutcome): CloseOutcome {
  switch (outcome.outcome) {
    case 'refreshed':
      return { key: outcome.key, outcome: 'closed' };
    case 'cancelled':
      return { key: outcome.key, outcome: 'cancelled' };
    case 'gone':
      return { ...outcome, outcome: 'alreadyGone' };
    case 'failed':
      return { ...outcome, outcome: 'failed' };
  }
}
