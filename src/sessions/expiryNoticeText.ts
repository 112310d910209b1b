import * as l10n from '@vscode/l10n';
import type { WorkbookSession } from '../model/workbookSession';
import { statusAt, workbookName } from './sessionTexts';

/** How long before its end a session is told of, in milliseconds; half of a life that is shorter than twice that. */
const noticeMs = 60_000;
/** Sessions that would be told of within this time, in milliseconds, are told of together. */
const togetherMs = 20_000;
/** How many workbooks the notice names. */
const mostNamed = 3;

/** The sessions to tell of now, since one of them is about to expire; none that was told of before. */
export function sessionsToTell(
  sessions: readonly WorkbookSession[],
  now: number,
  told: ReadonlySet<string>,
): readonly WorkbookSession[] {
  const times = noticeTimes(sessions, now, told);
  return times.some(({ at }) => at <= now)
    ? times.filter(({ at }) => at <= now + togetherMs).map(({ session }) => session)
    : [];
}

/** When there will be a session to tell of, milliseconds since 1970 and later than `now`. */
export function nextExpiryNotice(
  sessions: readonly WorkbookSession[],
  now: number,
  told: ReadonlySet<string>,
): number | undefined {
  const later = noticeTimes(sessions, now, told).filter(({ at }) => at > now);
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
  told: ReadonlySet<string>,
): readonly { readonly session: WorkbookSession; readonly at: number }[] {
  return sessions
    .filter((session) => statusAt(session, now) === 'open' && !told.has(session.key))
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
