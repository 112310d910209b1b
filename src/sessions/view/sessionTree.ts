import * as l10n from '@vscode/l10n';
import { workbookKey, type SessionMode, type WorkbookSession } from '../../model/workbookSession';
import { keepAliveTexts } from './keepAliveTexts';
import {
  modeText,
  notSavedTexts,
  ownerText,
  rowText,
  shortName,
  stateAt,
  stateText,
  statusAt,
  workbookName,
  type SessionState,
} from './sessionTexts';
import { groupFullText, groupText, stateCounts } from './stateCounts';
import type { RowIcon, SessionIcon, SessionNode, WorkbookNode } from './treeNode';

const modeIcons: Readonly<Record<SessionMode, SessionIcon>> = {
  persistent: 'save',
  nonPersistent: 'discard',
  unknownMode: 'question',
};

/** The icon of the mode in the color of the state. While something is under way or wrong, another icon. */
export function sessionIcon(session: WorkbookSession, now: number): RowIcon {
  const state = stateAt(session, now);
  return { icon: iconOf(session.mode, state), ...colorOf(state) };
}

function iconOf(mode: SessionMode, state: SessionState): SessionIcon {
  switch (state) {
    case 'opening':
    case 'closing':
      return 'loading~spin';
    case 'closeFailed':
      return 'error';
    default:
      return modeIcons[mode];
  }
}

function colorOf(state: SessionState | undefined): Pick<RowIcon, 'iconColor'> {
  switch (state) {
    case 'closeFailed':
      return { iconColor: 'list.errorForeground' };
    case 'maybeExpired':
      return { iconColor: 'disabledForeground' };
    case 'unchecked':
      return { iconColor: 'list.warningForeground' };
    default:
      return {};
  }
}

/**
 * The rows for the sessions of one account: workbooks by name, each with its sessions, oldest first.
 * @param parent the ID of the row above, if any
 * @param locale the language of times
 */
export function sessionTree(
  sessions: readonly WorkbookSession[],
  now: number,
  parent?: string,
  locale?: string,
): readonly WorkbookNode[] {
  return [...groupedByWorkbook(sessions)]
    .map(([key, members]) => {
      const id = `workbook ${key}`;
      // Two accounts may have sessions of the same workbook, but two rows can't have the same ID.
      const ownId = parent === undefined ? id : `${parent} ${id}`;
      return workbookNode(ownId, members, now, locale);
    })
    .sort((one, other) => one.label.localeCompare(other.label));
}

/** The groups in the order of their oldest sessions, which decides between equal names. */
function groupedByWorkbook(
  sessions: readonly WorkbookSession[],
): ReadonlyMap<string, readonly WorkbookSession[]> {
  const groups = new Map<string, WorkbookSession[]>();
  for (const session of [...sessions].sort(byAge)) {
    const key = workbookKey(session);
    const group = groups.get(key);
    if (group) {
      group.push(session);
    } else {
      groups.set(key, [session]);
    }
  }
  return groups;
}

function byAge(one: WorkbookSession, other: WorkbookSession): number {
  return one.createdAt - other.createdAt || one.key.localeCompare(other.key);
}

function workbookNode(
  id: string,
  sessions: readonly WorkbookSession[],
  now: number,
  locale: string | undefined,
): WorkbookNode {
  const newest = sessions.at(-1);
  const label = newest ? workbookName(newest) : '';
  const owner = newest && ownerText(newest);
  const isSandbox = newest?.target.cloud === 'sandbox';
  const mark = isSandbox && owner ? [owner] : [];
  return {
    kind: 'workbook',
    id,
    label,
    description: [groupText(sessions, now), ...mark].join(' · '),
    contextValue: 'workbook',
    // A long name may cut the description off.
    ...colorOf(stateCounts(sessions, now)[0]?.state),
    accessibilityLabel: [
      l10n.t('Workbook {0}', label),
      ...(owner ? [owner] : []),
      groupFullText(sessions, now),
    ].join(', '),
    sessions: sessions.map((session) => sessionNode(session, now, locale)),
  };
}

/**
 * A narrow view cuts rows off, so the most important text comes first: the state, then the short ID. The
 * mode comes last, because the icon shows it too.
 */
function sessionNode(
  session: WorkbookSession,
  now: number,
  locale: string | undefined,
): SessionNode {
  const { key, mode } = session;
  const shortId = shortName(session);
  const notSaved = notSavedTexts(session);
  const keepAlive = keepAliveTexts(session, locale);
  const owner = ownerText(session);
  const isKept = session.keptAliveUntil !== undefined;
  return {
    kind: 'session',
    id: key,
    key,
    label: rowText(session, now),
    description: [
      ...notSaved,
      ...keepAlive.map(({ short }) => short),
      shortId,
      modeText(mode),
    ].join(' · '),
    contextValue: `session.${statusAt(session, now)}.${mode}${isKept ? '.keptAlive' : ''}`,
    ...sessionIcon(session, now),
    accessibilityLabel: [
      l10n.t('Session {0} of {1}', shortId, workbookName(session)),
      modeText(mode),
      stateText(session, now),
      ...notSaved,
      ...keepAlive.map(({ full }) => full),
      ...(owner ? [owner] : []),
    ].join(', '),
  };
}
