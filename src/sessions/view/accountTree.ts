import * as l10n from '@vscode/l10n';
import { accountKey, type WorkbookSession } from '../../model/workbookSession';
import { plainText } from '../../messages/plainText';
import { sessionTree } from './sessionTree';
import { cloudText } from './sessionTexts';
import { groupFullText, groupText } from './stateCounts';
import type { AccountNode, WorkbookNode } from './treeNode';

/** True if the session's account is known to be signed out. */
export type IsAccountUnavailable = (session: WorkbookSession) => boolean;

/**
 * The rows of the tree: workbooks with their sessions. With several accounts, each account has a row above.
 * @param locale the language of times
 */
export function accountTree(
  sessions: readonly WorkbookSession[],
  now: number,
  isUnavailable: IsAccountUnavailable,
  locale?: string,
): readonly (AccountNode | WorkbookNode)[] {
  const groups = sessionsByAccount(sessions);
  return groups.size <= 1
    ? sessionTree(sessions, now, undefined, locale)
    : [...groups]
        .map(([key, members]) => accountGroup(key, members, now, { isUnavailable, locale }))
        .sort((one, other) => one.rank - other.rank || compare(one.node, other.node))
        .map(({ node }) => node);
}

/** The sessions of each account, by its key. */
export function sessionsByAccount(
  sessions: readonly WorkbookSession[],
): ReadonlyMap<string, readonly [WorkbookSession, ...WorkbookSession[]]> {
  const groups = new Map<string, [WorkbookSession, ...WorkbookSession[]]>();
  for (const session of sessions) {
    const key = accountKey(session);
    const others = groups.get(key);
    if (others) {
      others.push(session);
    } else {
      groups.set(key, [session]);
    }
  }
  return groups;
}

/** Known accounts come first, then the unknown account, then the sandbox. */
interface AccountGroup {
  readonly rank: 0 | 1 | 2;
  readonly node: AccountNode;
}

function compare(one: AccountNode, other: AccountNode): number {
  return one.label.localeCompare(other.label) || one.id.localeCompare(other.id);
}

function accountGroup(
  key: string,
  sessions: readonly [WorkbookSession, ...WorkbookSession[]],
  now: number,
  { isUnavailable, locale }: { isUnavailable: IsAccountUnavailable; locale: string | undefined },
): AccountGroup {
  const [first] = sessions;
  const id = `account ${key}`;
  const isSandbox = first.target.cloud === 'sandbox';
  const isSignedOut = sessions.some(isUnavailable);
  const node: AccountNode = {
    kind: 'account',
    id,
    label: accountLabel(first),
    ...accountTexts(sessions, now, isSignedOut),
    contextValue: isSignedOut ? 'account.unavailable' : 'account',
    icon: isSandbox ? 'beaker' : 'account',
    workbooks: sessionTree(sessions, now, id, locale),
  };
  return { rank: isSandbox ? 2 : first.account ? 0 : 1, node };
}

/** The texts of a row besides the account's name. */
function accountTexts(
  sessions: readonly [WorkbookSession, ...WorkbookSession[]],
  now: number,
  isSignedOut: boolean,
): Pick<AccountNode, 'description' | 'accessibilityLabel'> {
  const [{ target }] = sessions;
  const label = accountLabel(sessions[0]);
  const name = target.cloud === 'sandbox' ? label : l10n.t('Account {0}', label);
  const cloud = cloudText(target.cloud);
  const clouds = cloud === undefined ? [] : [cloud];
  const mark = isSignedOut ? [l10n.t('signed out')] : [];
  const signIn = isSignedOut ? [l10n.t('Sign in as {0} to close', label)] : [];
  return {
    description: [...mark, groupText(sessions, now), ...clouds].join(' · '),
    accessibilityLabel: [name, ...clouds, ...signIn, groupFullText(sessions, now)].join(', '),
  };
}

function accountLabel({ target, account }: WorkbookSession): string {
  if (target.cloud === 'sandbox') {
    return l10n.t('Sandbox');
  }
  return account ? plainText(account.label) : l10n.t('Unknown account');
}
