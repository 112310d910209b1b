import type { WorkbookSession } from '../../model/workbookSession';
import { isLeftOpen, minutesLeft, stateAt, timeLeft } from './sessionTexts';

/**
 * What a program or a language model may know of a session: no ID. In English whatever the language. What is
 * unknown is undefined, so JSON leaves it out. Times are in ISO 8601; the time left is an estimate.
 */
export function sessionFacts(session: WorkbookSession, now: number) {
  const { account, createdAt, expiresAt, label, lastActiveAt, mode, program, target } = session;
  return {
    workbook: session.workbookName,
    label: label === '' ? undefined : label,
    cloud: target.cloud,
    account: account?.label,
    program: program?.name,
    mode,
    state: stateAt(session, now),
    failure: session.failure?.code,
    leftOpen: isLeftOpen(session) || undefined,
    minutesLeft: timeLeft(session, now) === 'unknown' ? undefined : minutesLeft(session, now),
    createdAt: isoTime(createdAt),
    lastActiveAt: isoTime(lastActiveAt),
    expiresAt: isoTime(expiresAt),
  };
}

/** Milliseconds since 1970 in ISO 8601. */
export function isoTime(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
