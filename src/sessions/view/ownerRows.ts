import * as l10n from '@vscode/l10n';
import {
  isOwnerKnown,
  isSameTarget,
  targetKey,
  type Account,
  type GraphTarget,
  type SessionRecord,
} from '../../model/workbookSession';
import { plainText } from '../../messages/plainText';
import { graphText } from './sessionTexts';

/** An answer to the question which account opened a session. */
export interface OwnerRow {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** Absent if the owner is unknown. */
  readonly account?: Account;
}

/** The account in use, then the owners of listed sessions of the same Graph. No rows if no account is known. */
export function ownerRows(
  target: GraphTarget,
  accountInUse: Account | undefined,
  sessions: readonly { readonly target: GraphTarget; readonly account?: Account }[],
): readonly OwnerRow[] {
  const owners = sessions.flatMap((session) =>
    session.account && isSameTarget(session.target, target) ? [session.account] : [],
  );
  const accounts = new Map(owners.map((account) => [account.id, account]));
  accounts.delete(accountInUse?.id ?? '');
  const rows: readonly OwnerRow[] = [
    ...(accountInUse
      ? [{ ...accountRow(accountInUse), description: l10n.t('the account in use') }]
      : []),
    ...[...accounts.values()].map(accountRow),
  ];
  return rows.length === 0 ? [] : [...rows, unknownRow()];
}

function accountRow(account: Account): OwnerRow {
  return { label: plainText(account.label), account };
}

function unknownRow(): OwnerRow {
  return {
    label: l10n.t('Another account, or I don’t know'),
    detail: l10n.t(
      'The account in use closes it. If the service says that the session is gone, it stays listed, because it may belong to another account.',
    ),
  };
}

/** The question which account opened the sessions of one Graph. */
export interface OwnerQuestion {
  readonly target: GraphTarget;
  readonly text: string;
}

/**
 * One question for each Graph with sessions whose owner is unknown.
 * @param workbooks the workbook of each session
 */
export function ownerQuestions(
  workbooks: readonly Pick<SessionRecord, 'target' | 'account'>[],
): readonly OwnerQuestion[] {
  const byGraph = new Map<string, { readonly target: GraphTarget; count: number }>();
  for (const workbook of workbooks) {
    const { target } = workbook;
    const graph = byGraph.get(targetKey(target)) ?? { target, count: 0 };
    graph.count += isOwnerKnown(workbook) ? 0 : 1;
    byGraph.set(targetKey(target), graph);
  }
  const name = ({ cloud }: GraphTarget) => (byGraph.size > 1 ? graphText(cloud) : undefined);
  return [...byGraph.values()]
    .filter(({ count }) => count > 0)
    .map(({ target, count }) => ({ target, text: ownerQuestion(count, name(target)) }));
}

function ownerQuestion(count: number, graph: string | undefined): string {
  if (graph === undefined) {
    return count === 1
      ? l10n.t('Which account opened the session?')
      : l10n.t('Which account opened the {0} sessions?', count);
  }
  return count === 1
    ? l10n.t('Which account opened the session in {0}?', graph)
    : l10n.t('Which account opened the {0} sessions in {1}?', count, graph);
}
