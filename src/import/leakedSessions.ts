import type { GivenWorkbook } from '../model/workbookText';
import { longestLeakText, type LeakedSession } from './leakedSession';
import { isSameTarget, type GraphTarget } from '../model/workbookSession';
import { markFacts } from './leakFacts';
import { prepareLeakText } from './leakPreparation';
import { LeakReader } from './leakReader';
import type { Finding } from './leakScope';
import { markSessionIds } from './leakedSessionIds';
import { markWorkbooks } from './leakedWorkbooks';

/** How many sessions are taken from one text; who has more has another problem. */
export const mostLeakedSessions = 1000;

/**
 * Finds the workbook sessions in any text: commands for curl and PowerShell, `.http` files, HTTP dumps,
 * logs, HAR, code. Access tokens are dropped before anything is read; of the text nothing is kept but what
 * a session has. Never throws.
 */
export function findLeakedSessions(text: string, current: GraphTarget): readonly LeakedSession[] {
  const prepared = prepareLeakText(text.slice(0, longestLeakText));
  const sessionIds = markSessionIds(prepared);
  if (sessionIds.length === 0) {
    return [];
  }
  const others = [...markWorkbooks(prepared, current), ...markFacts(prepared)];
  const marks = [...sessionIds, ...others].sort((one, other) => one.at - other.at);
  const reader = new LeakReader(prepared);
  const findings = reader.read(marks).toSorted((one, other) => one.mark.at - other.mark.at);
  return sessionsOf(findings, reader.closedSessionIds);
}

function sessionsOf(
  findings: readonly Finding[],
  closedSessionIds: ReadonlySet<string>,
): readonly LeakedSession[] {
  const sessions = new Map<string, readonly LeakedSession[]>();
  for (const finding of findings) {
    const { sessionId } = finding.mark;
    const known = sessions.get(sessionId);
    if (known || sessions.size < mostLeakedSessions) {
      const isClosedInText = closedSessionIds.has(sessionId);
      sessions.set(sessionId, withFinding(known ?? [], finding, isClosedInText));
    }
  }
  return [...sessions.values()].flat().slice(0, mostLeakedSessions);
}

/** One session for each Graph that the id is used on; the last that was said of it counts. */
function withFinding(
  known: readonly LeakedSession[],
  { mark, workbook, mode, createdAt }: Finding,
  isClosedInText: boolean,
): readonly LeakedSession[] {
  const same = known.find((session) => isSameGraph(session.workbook, workbook));
  const session: LeakedSession = {
    ...same,
    sessionId: mark.sessionId,
    ...(workbook && { workbook }),
    mode: mode === 'unknownMode' ? (same?.mode ?? mode) : mode,
    ...(createdAt !== undefined && { createdAt }),
    isClosedInText,
  };
  return same ? known.map((one) => (one === same ? session : one)) : [...known, session];
}

function isSameGraph(one: GivenWorkbook | undefined, other: GivenWorkbook | undefined): boolean {
  return !one || !other || isSameTarget(one.target, other.target);
}
