import type { WorkbookSession } from '../model/workbookSession';
import { minutesLeft, stateAt } from './sessionTexts';

const msPerMinute = 60_000;

/**
 * When the first of the sessions' texts changes by itself, milliseconds since 1970; undefined when
 * none will. Always later than `now`, so one timer that is set anew each time never spins.
 */
export function nextRepaint(sessions: readonly WorkbookSession[], now: number): number | undefined {
  const changes = sessions
    .filter((session) => stateAt(session, now) === 'open')
    .flatMap((session) =>
      session.expiresAt === undefined
        ? []
        : [session.expiresAt - (minutesLeft(session, now) - 1) * msPerMinute],
    );
  return changes.length === 0 ? undefined : Math.min(...changes);
}
