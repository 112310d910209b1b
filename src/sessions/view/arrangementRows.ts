import * as l10n from '@vscode/l10n';
import type { Arrangement, GroupBy, SortBy } from './arrangement';

/** A choice in the lists of Group By and Sort By, with the arrangement that it leads to. */
export interface ArrangementRow {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly arrangement: Arrangement;
}

export function groupByRows(current: Arrangement): readonly ArrangementRow[] {
  const row = (groupBy: GroupBy, label: string, detail: string) =>
    rowOf({ ...current, groupBy }, groupBy === current.groupBy, label, detail);
  return [
    row('account', l10n.t('Account'), l10n.t('Accounts have rows only if there are several.')),
    row('workbook', l10n.t('Workbook'), l10n.t('The workbooks of all accounts in one list.')),
    row('status', l10n.t('Status'), l10n.t('Sessions that were not closed come first.')),
    row('program', l10n.t('Program'), l10n.t('The recorded program that opened each session.')),
  ];
}

export function sortByRows(current: Arrangement): readonly ArrangementRow[] {
  const row = (sortBy: SortBy, label: string, detail: string) =>
    rowOf({ ...current, sortBy }, sortBy === current.sortBy, label, detail);
  return [
    row('name', l10n.t('Name'), l10n.t('Workbooks by name, and their sessions by label.')),
    row('timeLeft', l10n.t('Time Left'), l10n.t('The session that expires first comes first.')),
    row('age', l10n.t('Age'), l10n.t('The oldest session comes first.')),
  ];
}

function rowOf(
  arrangement: Arrangement,
  isCurrent: boolean,
  label: string,
  detail: string,
): ArrangementRow {
  return { arrangement, label, detail, description: isCurrent ? l10n.t('current') : '' };
}
