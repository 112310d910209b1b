import * as l10n from '@vscode/l10n';
import { placeOfAddress } from '../../model/foundItem';
import type { RecentSession } from '../recentSessions';
import type { SessionOrigin, WorkbookSession } from '../../model/workbookSession';
import { errorMessage } from '../../messages/errorMessages';
import { plainText } from '../../messages/plainText';
import { keepAliveLines } from './keepAliveMessages';
import {
  failureFacts,
  labelTexts,
  modeText,
  ownerText,
  placeText,
  shortName,
  stateText,
  workbookName,
} from './sessionTexts';
import { summaryOf } from './sessionSummary';
import { stateCounts, stateCountsText } from './stateCounts';

/** Everything that is known about a session, line by line, as plain text. */
export function sessionTooltip(session: WorkbookSession, now: number, locale?: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const { createdAt, lastActiveAt, expiresAt, origin } = session;
  const created = format.format(createdAt);
  return [
    ...labelTexts(session).map((label) => l10n.t('Label: {0}', label)),
    l10n.t('Workbook: {0}', workbookName(session)),
    ...placeLines(session),
    accountLine(session),
    ...appLines(session),
    l10n.t('Mode: {0}', modeText(session.mode)),
    l10n.t('State: {0}', stateText(session, now)),
    shortIdLine(session),
    firstLine(origin, created),
    ...programLines(session),
    lastActiveAt === undefined
      ? l10n.t('Last active: unknown')
      : l10n.t('Last active: {0}', format.format(lastActiveAt)),
    expiresAt === undefined
      ? l10n.t('Expires: unknown')
      : l10n.t('Expires: about {0} (an estimate)', format.format(expiresAt)),
    ...keepAliveLines(session, format),
    ...failureLines(session, format),
    ...(session.isSaved
      ? []
      : [l10n.t('Not saved: only this window knows the session, until the window closes.')]),
  ].join('\n');
}

/** The place of a workbook, the owner of its sessions, and their states, line by line, as plain text. */
export function workbookTooltip(sessions: readonly WorkbookSession[], now: number): string {
  const newest = sessions.at(-1);
  if (!newest) {
    return '';
  }
  // Not every session knows the place of its workbook.
  const placed = sessions.find((session) => placeLines(session).length > 0) ?? newest;
  const counts = stateCountsText(stateCounts(summaryOf(sessions, now)), sessions.length);
  return [
    l10n.t('Workbook: {0}', workbookName(newest)),
    ...placeLines(placed),
    accountLine(newest),
    l10n.t('Sessions: {0} ({1})', sessions.length, counts),
  ].join('\n');
}

function firstLine(origin: SessionOrigin, time: string): string {
  switch (origin) {
    case 'created':
      return l10n.t('Created: {0}', time);
    case 'added':
      return l10n.t('Added: {0}', time);
    case 'recorded':
      return l10n.t('Recorded: {0}', time);
  }
}

function programLines({ program, isProgramRunning }: WorkbookSession): readonly string[] {
  if (!program) {
    return [];
  }
  const { processId } = program;
  const plainName = plainText(program.name);
  const name = processId ? l10n.t('{0} (process {1})', plainName, processId) : plainName;
  switch (isProgramRunning) {
    case true:
      return [l10n.t('Program: {0}, which is running', name)];
    case false:
      return [l10n.t('Program: {0}, which has ended', name)];
    default:
      return [l10n.t('Program: {0}', name)];
  }
}

function accountLine(session: WorkbookSession): string {
  return l10n.t('Account: {0}', ownerText(session) ?? l10n.t('unknown'));
}

function appLines({ appId }: WorkbookSession): readonly string[] {
  return appId ? [l10n.t('App: {0}', plainText(appId))] : [];
}

/** The place of the workbook as far as it is known. IDs are left out: they tell a person nothing. */
function placeLines({ place, address }: WorkbookSession): readonly string[] {
  const text = placeText(place ?? placeOfAddress(address) ?? { isOtherDrive: true });
  return text === '' ? [] : [l10n.t('Location: {0}', text)];
}

/** The session's short name, and whether it is part of the session ID. */
function shortIdLine(session: WorkbookSession): string {
  const name = shortName(session);
  return session.shortId === undefined
    ? l10n.t('Short ID: {0} (not part of the session ID)', name)
    : l10n.t('Short ID: {0} (eight characters of the session ID, to find it in a log)', name);
}

function failureLines(session: WorkbookSession, format: Intl.DateTimeFormat): readonly string[] {
  const { failure } = session;
  if (!failure) {
    return [];
  }
  const { what, advice } = errorMessage(failure.code, failureFacts(session));
  return [l10n.t('Last close failed: {0}', format.format(failure.at)), `${what} ${advice}`];
}

/** Everything that is known about an ended session, line by line, as plain text. */
export function recentTooltip(recent: RecentSession, locale: string | undefined): string {
  const { session, end, endedAt } = recent;
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const ended = time.format(endedAt);
  return [
    l10n.t('Workbook: {0}', workbookName(session)),
    accountLine(session),
    l10n.t('Mode: {0}', modeText(session.mode)),
    shortIdLine(session),
    end.outcome === 'closed' ? l10n.t('Closed: {0}', ended) : l10n.t('Already ended: {0}', ended),
    ...(end.requestId ? [l10n.t('Request ID: {0}', end.requestId)] : []),
  ].join('\n');
}
