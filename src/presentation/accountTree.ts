import * as l10n from '@vscode/l10n';
import { accountKey, type WorkbookSession } from '../core/workbookSession';
import { plainText } from './plainText';
import { sessionTree } from './sessionTree';
import { cloudText, countText } from './sessionWords';
import type { AccountNode, WorkbookNode } from './treeNode';

/** Tells of a session whose owner has signed out; what is not known is not so. */
export type IsAccountUnavailable = (session: WorkbookSession) => boolean;

/**
 * The rows of the tree: workbooks and under each its sessions; where they belong to several accounts,
 * under a row for each account.
 */
export function accountTree(
  sessions: readonly WorkbookSession[],
  now: number,
  isUnavailable: IsAccountUnavailable,
): readonly (AccountNode | WorkbookNode)[] {
  const groups = sessionsByAccount(sessions);
  return groups.size <= 1
    ? sessionTree(sessions, now)
    : [...groups]
        .map(([key, members]) => accountGroup(key, members, now, isUnavailable))
        .sort((one, other) => one.rank - other.rank || compare(one.node, other.node))
        .map(({ node }) => node);
}

/** The sessions of each account, by its key. */
export function sessionsByAccount(
  sessions: readonly WorkbookSession[],
): ReadonlyMap<string, readonly [WorkbookSession, ...WorkbookSession[]]> {
  const groups = new Map<string, readonly [WorkbookSession, ...WorkbookSession[]]>();
  for (const session of sessions) {
    const key = accountKey(session);
    const others = groups.get(key);
    groups.set(key, others ? [...others, session] : [session]);
  }
  return groups;
}

/** People by name; then those whom nobody knows, then the sandbox. */
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
  isUnavailable: IsAccountUnavailable,
): AccountGroup {
  const [{ target, account }] = sessions;
  const id = `account ${key}`;
  const label = accountLabel(sessions[0]);
  const signIn = sessions.some(isUnavailable) ? signInText(label) : undefined;
  const details = [cloudText(target.cloud), signIn].filter((text) => text !== undefined);
  const isSandbox = target.cloud === 'sandbox';
  const node: AccountNode = {
    kind: 'account',
    id,
    label,
    ...(details.length > 0 && { description: details.join(' · ') }),
    contextValue: signIn === undefined ? 'account' : 'account.unavailable',
    icon: isSandbox ? 'beaker' : 'account',
    accessibilityLabel: [
      isSandbox ? label : l10n.t('Account {0}', label),
      ...details,
      countText(sessions.length),
    ].join(', '),
    workbooks: sessionTree(sessions, now, id),
  };
  return { rank: isSandbox ? 2 : account ? 0 : 1, node };
}

function accountLabel({ target, account }: WorkbookSession): string {
  if (target.cloud === 'sandbox') {
    return l10n.t('Sandbox');
  }
  return account ? plainText(account.label) : l10n.t('Unknown account');
}

function signInText(label: string): string {
  return l10n.t('Sign in as {0} to close', label);
}
