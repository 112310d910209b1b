import * as l10n from '@vscode/l10n';
import { isSameTarget, type Account, type GraphTarget } from '../core/workbookSession';
import { plainText } from './plainText';

/** An answer to the question which account opened a session. */
export interface OwnerRow {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** Absent: nobody knows. */
  readonly account?: Account;
}

/** The account in use, then the owners of listed sessions of the same Graph; none when nobody is known. */
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
    label: l10n.t('Another account, or I do not know'),
    detail: l10n.t(
      'It is closed with the account in use. If the service then says that it is gone, it stays listed, since it may be another account’s.',
    ),
  };
}

/** @param count how many sessions it is about */
export function ownerQuestion(count: number): string {
  return count === 1
    ? l10n.t('Which account opened the session?')
    : l10n.t('Which account opened the {0} sessions?', count);
}
