import * as l10n from '@vscode/l10n';
import type { WorkbookSession } from '../../model/workbookSession';
import { statusAt, workbookName } from './sessionTexts';

/** How long before a session expires the notice is due, in milliseconds; at most half of the idle time. */
const noticeMs = 60_000;
/** Notices that are due within this time, in milliseconds, are shown together. */
const togetherMs = 20_000;
/** How many workbooks the notice names. */
const mostNamed = 3;

/** The sessions for a notice that is due at `now`; none that an earlier notice was about. */
export function expiringSessions(
  sessions: readonly WorkbookSession[],
  now: number,
  notified: ReadonlySet<string>,
): readonly WorkbookSession[] {
  const isDueBy = (time: number) => (session: WorkbookSession) =>
    noticeTime(session, now, notified) <= time;
  return sessions.some(isDueBy(now)) ? sessions.filter(isDueBy(now + togetherMs)) : [];
}

/** When the next notice is due, milliseconds since 1970, or Infinity. Always later than `now`. */
export function nextExpiryNotice(
  sessions: readonly WorkbookSession[],
  now: number,
  notified: ReadonlySet<string>,
): number {
  let next = Infinity;
  for (const session of sessions) {
    const at = noticeTime(session, now, notified);
    next = at > now ? Math.min(next, at) : next;
  }
  return next;
}

export function expiryNoticeText(sessions: readonly WorkbookSession[]): string {
  const names = [...new Set(sessions.map(workbookName))];
  const [first] = names;
  if (sessions.length === 1 && first !== undefined) {
    return l10n.t('The session of “{0}” expires in about 1 minute.', first);
  }
  const named = names.slice(0, mostNamed).map((name) => `“${name}”`);
  const more = names.length > mostNamed ? '…' : '';
  const list = `${named.join(', ')}${more}`;
  return l10n.t('{0} sessions expire in about 1 minute: {1}', sessions.length, list);
}

/** When the notice of a session is due; Infinity if it needs none. */
export function noticeTime(
  session: WorkbookSession,
  now: number,
  notified: ReadonlySet<string>,
): number {
  const { key, lastActiveAt, expiresAt, keptAliveUntil } = session;
  if (lastActiveAt === undefined || expiresAt === undefined || keptAliveUntil !== undefined) {
    return Infinity;
  }
  if (statusAt(session, now) !== 'open' || notified.has(key)) {
    return Infinity;
  }
  return expiresAt - Math.min(noticeMs, (expiresAt - lastActiveAt) / 2);
}
