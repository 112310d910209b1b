import * as l10n from '@vscode/l10n';
import type { OutcomeTexts } from './outcomeTexts';

/** What became of a close. */
export const closeTexts: OutcomeTexts = {
  one: (outcome, name) => {
    switch (outcome) {
      case 'closed':
        return l10n.t('Closed 1 session of “{0}”.', name);
      case 'alreadyGone':
        return l10n.t('The session of “{0}” was already gone; it is off the list.', name);
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
      ? l10n.t('1 session was already gone; it is off the list.')
      : l10n.t('{0} sessions were already gone; they are off the list.', count),
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
  differing: () => l10n.t('The reasons differ: each row says its own.'),
  isGoneALoss: false,
};
