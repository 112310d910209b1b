import * as l10n from '@vscode/l10n';
import type { SessionEnd } from '../model/closeOutcome';
import { shortIdOf } from '../model/sessionId';
import { isSameTarget, type WorkbookSession } from '../model/workbookSession';
import { endText } from '../sessions/view/recentTree';
import { stateText } from '../sessions/view/sessionTexts';
import type { FoundSession } from './foundSession';

/** The longest text that gets lenses, in characters. It is searched after each edit. */
export const longestTextWithLenses = 1024 * 1024;

/** The most lines of a text that get lenses. */
export const mostLinesWithLenses = 50;

/** A text above a line. `track` and `close` are buttons. */
export interface SessionLens {
  readonly kind: 'track' | 'close' | 'text';
  readonly title: string;
}

/** A session that this window closed or found gone. */
interface EndedSession {
  readonly session: WorkbookSession;
  readonly end: SessionEnd;
}

/** What the list knows about the sessions of a text. */
export interface KnownSessions {
  readonly listed: (found: FoundSession) => WorkbookSession | undefined;
  readonly ended: readonly EndedSession[];
}

/** The lenses above a line with these sessions. If there are several, no button could say which one to close. */
export function lensesOfLine(
  found: readonly FoundSession[],
  known: KnownSessions,
  now: number,
): readonly SessionLens[] {
  const [only, ...others] = found;
  if (!only || others.length > 0) {
    const count = untracked(found, known).length;
    return count === 0 ? [] : [{ kind: 'track', title: trackText(count) }];
  }
  const session = known.listed(only);
  if (session) {
    return lensesOfListed(session, now);
  }
  return untracked(found, known).length > 0
    ? [{ kind: 'track', title: trackText(1) }, closeLens()]
    : endOf(only, known).map(({ end }) => ({ kind: 'text', title: endText(end) }));
}

/** The sessions that can be added to the list. Those that have ended, as far as is known, can't. */
export function untracked(
  found: readonly FoundSession[],
  known: KnownSessions,
): readonly FoundSession[] {
  return found.filter(
    (one) => !one.isClosedInText && !known.listed(one) && endOf(one, known).length === 0,
  );
}

function lensesOfListed(session: WorkbookSession, now: number): readonly SessionLens[] {
  const state = { kind: 'text', title: stateText(session, now) } as const;
  return session.status === 'closing' ? [state] : [state, closeLens()];
}

/** Ended sessions have no ID. The characters that are shown of it are enough to find one again. */
function endOf({ sessionId, workbook }: FoundSession, { ended }: KnownSessions) {
  const shortId = shortIdOf(sessionId);
  const same = ended.find(
    ({ session }) =>
      shortId !== undefined &&
      session.shortId === shortId &&
      (!workbook || isSameTarget(session.target, workbook.target)),
  );
  return same ? [same] : [];
}

function trackText(count: number): string {
  return count === 1 ? l10n.t('Track Session') : l10n.t('Track {0} Sessions…', count);
}

function closeLens(): SessionLens {
  return { kind: 'close', title: l10n.t('Close Session') };
}
