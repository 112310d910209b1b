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
  const row = (groupBy: GroupBy, label: string, detail: string) => ({
    ...{ label, detail, arrangement: { ...current, groupBy } },
    description: currentText(groupBy === current.groupBy),
  });
  return [
    row('account', l10n.t('Account'), l10n.t('A single account has no row.')),
    row('workbook', l10n.t('Workbook'), l10n.t('The workbooks of all accounts in one list.')),
    row('status', l10n.t('Status'), l10n.t('Sessions that were not closed come first.')),
    row('program', l10n.t('Program'), l10n.t('The recorded program that opened each session.')),
  ];
}

export function sortByRows(current: Arrangement): readonly ArrangementRow[] {
  const row = (sortBy: SortBy, label: string, detail: string) => ({
    ...{ label, detail, arrangement: { ...current, sortBy } },
    description: currentText(sortBy === current.sortBy),
  });
  return [
    row('name', l10n.t('Name'), l10n.t('The name of the workbook, then the age of its sessions.')),
    row('timeLeft', l10n.t('Time Left'), l10n.t('What expires first comes first.')),
    row('age', l10n.t('Age'), l10n.t('What was opened first comes first.')),
  ];
}

function currentText(isCurrent: boolean): string {
  return isCurrent ? l10n.t('current') : '';
}
