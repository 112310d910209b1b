import * as l10n from '@vscode/l10n';
import type { CommandHandler } from '../../window/commandRegistrar';
import { back, chooseRow } from '../../window/steps';
import { groupByRows, sortByRows, type ArrangementRow } from '../view/arrangementRows';
import type { SessionViews } from './sessionViews';

interface ArrangementDeps {
  readonly views: Pick<SessionViews, 'arrange' | 'arrangement'>;
}

/** Group By: what the rows above the workbooks stand for. */
export function groupBy({ views }: ArrangementDeps): CommandHandler {
  return () =>
    chooseArrangement(views, l10n.t('Group Sessions By'), groupByRows(views.arrangement));
}

/** Sort By: the order of the workbooks and of their sessions. */
export function sortBy({ views }: ArrangementDeps): CommandHandler {
  return () => chooseArrangement(views, l10n.t('Sort Sessions By'), sortByRows(views.arrangement));
}

async function chooseArrangement(
  views: ArrangementDeps['views'],
  title: string,
  rows: readonly ArrangementRow[],
): Promise<void> {
  const active = rows.find(({ description }) => description !== '');
  const frame = { title, hasBack: false, ignoreFocusOut: true };
  const chosen = await chooseRow(frame, { placeholder: title, rows, ...(active && { active }) });
  if (chosen && chosen !== back) {
    await views.arrange(chosen.arrangement);
  }
}
