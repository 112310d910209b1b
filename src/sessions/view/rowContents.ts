import * as l10n from '@vscode/l10n';
import type { SessionMode, WorkbookSession } from '../../model/workbookSession';
import { plainText } from '../../messages/plainText';
import type { SessionSummary } from './sessionSummary';
import { keepAliveTexts } from './keepAliveTexts';
import {
  cloudText,
  labelTexts,
  isLeftOpen,
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
import type {
  GroupContext,
  RowContent,
  RowIconColor,
  SessionContext,
  SessionIcon,
} from './treeNode';

const modeIcons: Readonly<Record<SessionMode, SessionIcon>> = {
  persistent: 'save',
  nonPersistent: 'discard',
  unknownMode: 'question',
};

/** The icon of the mode in the color of the state. While something is under way or wrong, another icon. */
export function sessionIcon(
  session: WorkbookSession,
  now: number,
): { readonly icon: SessionIcon; readonly iconColor?: RowIconColor } {
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

function colorOf(state: SessionState | undefined): Pick<RowContent, 'iconColor'> {
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
 * A narrow view cuts rows off, so the most important text comes first: the user's label, the state, then the
 * short ID. The mode comes last, because the icon shows it too.
 * @param locale the language of times
 * @param isProgramAbove true if a row above names the program
 */
export function sessionContent(
  session: WorkbookSession,
  now: number,
  locale?: string,
  isProgramAbove = false,
): RowContent<SessionContext> {
  const { mode } = session;
  const shortId = shortName(session);
  const notSaved = notSavedTexts(session);
  const keepAlive = keepAliveTexts(session, now, locale);
  const isKept = session.keptAliveUntil !== undefined;
  const owner = ownerText(session);
  const [ownName] = labelTexts(session);
  const state = rowText(session, now);
  return {
    label: ownName ?? state,
    description: [
      ...(ownName === undefined ? [] : [state]),
      ...notSaved,
      ...keepAlive.map(({ short }) => short),
      ...programTexts(session, isProgramAbove),
      shortId,
      modeText(mode),
    ].join(' · '),
    contextValue: `session.${statusAt(session, now)}.${mode}${isKept ? '.keptAlive' : ''}`,
    ...sessionIcon(session, now),
    accessibilityLabel: [
      ...labelTexts(session),
      l10n.t('Session {0} of {1}', shortId, workbookName(session)),
      modeText(mode),
      stateText(session, now),
      ...notSaved,
      ...keepAlive.map(({ full }) => full),
      ...programTexts(session, false),
      ...(owner ? [owner] : []),
    ].join(', '),
  };
}

/** The program of a recorded session. Whether it runs says whether it may still close the session itself. */
function programTexts(session: WorkbookSession, isAbove: boolean): readonly string[] {
  if (!session.program) {
    return [];
  }
  const name = plainText(session.program.name);
  if (isAbove) {
    return isLeftOpen(session) ? [l10n.t('left open')] : [];
  }
  return [isLeftOpen(session) ? l10n.t('left open by {0}', name) : name];
}

/**
 * The content of a workbook's row.
 * @param newest its newest session, which names it
 * @param isOwnerShown false if the row above says whose it is
 */
export function workbookContent(
  newest: WorkbookSession,
  summary: SessionSummary,
  now: number,
  isOwnerShown: boolean,
): RowContent<'workbook'> {
  const label = workbookName(newest);
  const owner = ownerText(newest);
  const mark = (isOwnerShown || newest.target.cloud === 'sandbox') && owner ? [owner] : [];
  return {
    label,
    description: [groupText(summary, now), ...mark].join(' · '),
    contextValue: 'workbook',
    icon: 'table',
    // A long name may cut the description off.
    ...colorOf(stateCounts(summary)[0]?.state),
    accessibilityLabel: [
      l10n.t('Workbook {0}', label),
      ...(owner ? [owner] : []),
      groupFullText(summary, now),
    ].join(', '),
  };
}

/**
 * The content of an account's row.
 * @param oldest the oldest session of the account, which names it
 */
export function accountContent(
  oldest: WorkbookSession,
  summary: SessionSummary,
  now: number,
  isSignedOut: boolean,
): RowContent<GroupContext> {
  const { cloud } = oldest.target;
  const label = accountLabel(oldest);
  const name = cloud === 'sandbox' ? label : l10n.t('Account {0}', label);
  const cloudName = cloudText(cloud);
  const clouds = cloudName === undefined ? [] : [cloudName];
  const mark = isSignedOut ? [l10n.t('signed out')] : [];
  const signIn = isSignedOut ? [l10n.t('Sign in as {0} to close', label)] : [];
  return {
    label,
    description: [...mark, groupText(summary, now), ...clouds].join(' · '),
    contextValue: isSignedOut ? 'account.unavailable' : 'account',
    icon: cloud === 'sandbox' ? 'beaker' : 'account',
    accessibilityLabel: [name, ...clouds, ...signIn, groupFullText(summary, now)].join(', '),
  };
}

/** The name of a session's account. */
export function accountLabel({ target, account }: WorkbookSession): string {
  if (target.cloud === 'sandbox') {
    return l10n.t('Sandbox');
  }
  return account ? plainText(account.label) : l10n.t('Unknown account');
}
