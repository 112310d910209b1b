import * as l10n from '@vscode/l10n';
import { workbookKey, type SessionStatus, type WorkbookSession } from '../core/workbookSession';
import { errorMessage } from './errorMessages';
import {
  countText,
  failureFacts,
  modeText,
  ownerText,
  sessionDetails,
  shortName,
  stateText,
  statusAt,
  workbookName,
} from './sessionWords';
import type { SessionIcon, SessionNode, WorkbookNode } from './treeNode';

const icons: Readonly<Record<SessionStatus, SessionIcon>> = {
  opening: 'loading~spin',
  open: 'pass',
  maybeExpired: 'question',
  closing: 'loading~spin',
  closeFailed: 'error',
};

export function sessionIcon(session: WorkbookSession, now: number): SessionIcon {
  return icons[statusAt(session, now)];
}

/**
 * The rows for the sessions of one account: workbooks by name, under each its sessions, oldest first.
 * @param parent the id of the row that they are under, if any
 */
export function sessionTree(
  sessions: readonly WorkbookSession[],
  now: number,
  parent?: string,
): readonly WorkbookNode[] {
  return [...groupedByWorkbook(sessions)]
    .map(([key, members]) => {
      const id = `workbook ${key}`;
      // Two accounts may have sessions of one workbook, and no two rows may have one id.
      return workbookNode(parent === undefined ? id : `${parent} ${id}`, members, now);
    })
    .sort((one, other) => one.label.localeCompare(other.label));
}

/** The groups come in the order of their oldest session, which decides between equal names. */
function groupedByWorkbook(
  sessions: readonly WorkbookSession[],
): ReadonlyMap<string, readonly WorkbookSession[]> {
  const groups = new Map<string, WorkbookSession[]>();
  for (const session of [...sessions].sort(byAge)) {
    const key = workbookKey(session);
    groups.set(key, [...(groups.get(key) ?? []), session]);
  }
  return groups;
}

function byAge(one: WorkbookSession, other: WorkbookSession): number {
  return one.createdAt - other.createdAt || one.key.localeCompare(other.key);
}

function workbookNode(id: string, sessions: readonly WorkbookSession[], now: number): WorkbookNode {
  const newest = sessions.at(-1);
  const label = newest ? workbookName(newest) : '';
  const owner = newest && ownerText(newest);
  const isSandbox = newest?.target.cloud === 'sandbox';
  return {
    kind: 'workbook',
    id,
    label,
    ...(isSandbox && owner && { description: owner }),
    contextValue: 'workbook',
    accessibilityLabel: [
      l10n.t('Workbook {0}', label),
      ...(owner ? [owner] : []),
      countText(sessions.length),
    ].join(', '),
    sessions: sessions.map((session) => sessionNode(session, now)),
  };
}

function sessionNode(session: WorkbookSession, now: number): SessionNode {
  const { key, mode } = session;
  const label = shortName(session);
  const details = sessionDetails(session, now);
  const name = l10n.t('Session {0} of {1}', label, workbookName(session));
  return {
    kind: 'session',
    id: key,
    key,
    label,
    description: details.join(' · '),
    contextValue: `session.${statusAt(session, now)}.${mode}${canSignInAsOwner(session) ? '.ownerKnown' : ''}`,
    icon: sessionIcon(session, now),
    accessibilityLabel: [name, ...details, ownerText(session) ?? []].flat().join(', '),
  };
}

function canSignInAsOwner({ status, target, account }: WorkbookSession): boolean {
  return status === 'closeFailed' && target.cloud !== 'sandbox' && account !== undefined;
}

/** Everything that is known of a session, line by line; plain text. */
export function sessionTooltip(session: WorkbookSession, now: number, locale?: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const { createdAt, lastActiveAt, expiresAt, origin } = session;
  const created = format.format(createdAt);
  return [
    l10n.t('Workbook: {0}', workbookName(session)),
    l10n.t('Account: {0}', ownerText(session) ?? l10n.t('unknown')),
    l10n.t('Mode: {0}', modeText(session.mode)),
    l10n.t('State: {0}', stateText(session, now)),
    origin === 'created' ? l10n.t('Created: {0}', created) : l10n.t('Added: {0}', created),
    lastActiveAt === undefined
      ? l10n.t('Last active: not known')
      : l10n.t('Last active: {0}', format.format(lastActiveAt)),
    expiresAt === undefined
      ? l10n.t('Expires: cannot be told')
      : l10n.t('Expires: about {0} (an estimate)', format.format(expiresAt)),
    ...failureLines(session, format),
    ...(session.isSaved
      ? []
      : [l10n.t('Not saved: only this window knows the session, and only until it closes.')]),
  ].join('\n');
}

function failureLines(session: WorkbookSession, format: Intl.DateTimeFormat): readonly string[] {
  const { failure } = session;
  if (!failure) {
    return [];
  }
  const { what, advice } = errorMessage(failure.code, failureFacts(session));
  return [l10n.t('Last close failed: {0}', format.format(failure.at)), `${what} ${advice}`];
}
