import * as l10n from '@vscode/l10n';
import type { WorkbookSession } from '../../model/workbookSession';
import { statusAt, workbookName } from './sessionTexts';

/** How long before a session expires the notice is due, in milliseconds; at most half of the idle time. */
const noticeMs = 60_000;
/** Notices that are due within this time, in milliseconds, are shown together. */
const togetherMs = 20_000;
/** How many workbooks the notice names. */
const mostNamed = 3;

/** The sessions for a notice that is due at `now`; none that an earlier notice was about, or that is kept alive. */
export function expiringSessions(
  sessions: readonly WorkbookSession[],
  now: number,
  notified: ReadonlySet<string>,
): readonly WorkbookSession[] {
  const times = noticeTimes(sessions, now, notified);
  return times.some(({ at }) => at <= now)
    ? times.filter(({ at }) => at <= now + togetherMs).map(({ session }) => session)
    : [];
}

/** When the next notice is due, milliseconds since 1970. Always later than `now`. */
export function nextExpiryNotice(
  sessions: readonly WorkbookSession[],
  now: number,
  notified: ReadonlySet<string>,
): number | undefined {
  const later = noticeTimes(sessions, now, notified).filter(({ at }) => at > now);
  return later.length === 0 ? undefined : Math.min(...later.map(({ at }) => at));
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

function noticeTimes(
  sessions: readonly WorkbookSession[],
  now: number,
  notified: ReadonlySet<string>,
): readonly { readonly session: WorkbookSession; readonly at: number }[] {
  return sessions
    .filter((session) => statusAt(session, now) === 'open' && !notified.has(session.key))
    .filter(({ keptAliveUntil }) => keptAliveUntil === undefined)
    .flatMap((session) => {
      const at = noticeTime(session);
      return at === undefined ? [] : [{ session, at }];
    });
}

function noticeTime({ lastActiveAt, expiresAt }: WorkbookSession): number | undefined {
  return lastActiveAt === undefined || expiresAt === undefined
    ? undefined
    : expiresAt - Math.min(noticeMs, (expiresAt - lastActiveAt) / 2);
}
