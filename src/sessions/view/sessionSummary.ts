import type { WorkbookSession } from '../../model/workbookSession';
import {
  isLeftOpen,
  needsAccount,
  needsAttention,
  nextAttentionChange,
  nextTextChange,
  stateAt,
  timeLeft,
  type SessionState,
} from './sessionTexts';

/** How many of the oldest sessions a summary contains at most. */
const mostOldest = 10;

/** What the row of a workbook or an account, and the status bar item, say about their sessions. */
export interface SessionSummary {
  readonly count: number;
  /** How many sessions are in each state. */
  readonly states: ReadonlyMap<SessionState, number>;
  /** How many sessions a recorded program left open. */
  readonly leftOpen: number;
  /** How many sessions only a token of their account can close. */
  readonly needingAccount: number;
  /** How many sessions their user should look at. */
  readonly needingAttention: number;
  /** The session that expires first; the only one if there is one. */
  readonly firstToExpire: WorkbookSession | undefined;
  /** The first of the sessions, oldest first, at most ten. */
  readonly oldest: readonly WorkbookSession[];
  /** When the text of one of the sessions changes next, milliseconds since 1970, or Infinity. */
  readonly nextText: number;
  /** When the time of one of the sessions is over next, milliseconds since 1970, or Infinity. */
  readonly nextExpiry: number;
  /** When `needingAttention` changes next because time passes, milliseconds since 1970, or Infinity. */
  readonly nextAttention: number;
}

/**
 * The summary of sessions at `now`. It is true until `nextText`.
 * @param sessions oldest first
 */
export function summaryOf(sessions: readonly WorkbookSession[], now: number): SessionSummary {
  const states = new Map<SessionState, number>();
  let [firstToExpire] = sessions;
  let nextText = Infinity;
  let nextExpiry = Infinity;
  let nextAttention = Infinity;
  let leftOpen = 0;
  let needingAccount = 0;
  let needingAttention = 0;
  for (const session of sessions) {
    const state = stateAt(session, now);
    addTo(states, state, 1);
    leftOpen += isLeftOpen(session) ? 1 : 0;
    needingAccount += needsAccount(session) ? 1 : 0;
    needingAttention += needsAttention(session, now, state) ? 1 : 0;
    nextAttention = Math.min(nextAttention, nextAttentionChange(session, now, state));
    firstToExpire = earlier(firstToExpire, session);
    nextText = Math.min(nextText, nextTextChange(session, now, state));
    if (timeLeft(session, now) === 'some') {
      nextExpiry = Math.min(nextExpiry, expiryOf(session));
    }
  }
  const oldest = sessions.slice(0, mostOldest);
  const count = sessions.length;
  return {
    ...{ count, states, leftOpen, needingAccount, needingAttention },
    ...{ firstToExpire, oldest, nextText, nextExpiry, nextAttention },
  };
}

/** The summary of the sessions of several groups, from the summaries of the groups. */
export function mergedSummary(parts: readonly SessionSummary[]): SessionSummary {
  const states = new Map<SessionState, number>();
  let count = 0;
  let leftOpen = 0;
  let needingAccount = 0;
  let needingAttention = 0;
  let firstToExpire: WorkbookSession | undefined;
  let nextText = Infinity;
  let nextExpiry = Infinity;
  let nextAttention = Infinity;
  for (const part of parts) {
    count += part.count;
    leftOpen += part.leftOpen;
    needingAccount += part.needingAccount;
    needingAttention += part.needingAttention;
    nextAttention = Math.min(nextAttention, part.nextAttention);
    for (const [state, number] of part.states) {
      addTo(states, state, number);
    }
    firstToExpire = part.firstToExpire ? earlier(firstToExpire, part.firstToExpire) : firstToExpire;
    nextText = Math.min(nextText, part.nextText);
    nextExpiry = Math.min(nextExpiry, part.nextExpiry);
  }
  const oldest = oldestOf(parts);
  return {
    ...{ count, states, leftOpen, needingAccount, needingAttention },
    ...{ firstToExpire, oldest, nextText, nextExpiry, nextAttention },
  };
}

/** The order of sessions: oldest first. */
export function byAge(one: WorkbookSession, other: WorkbookSession): number {
  return one.createdAt - other.createdAt || (one.key < other.key ? -1 : 1);
}

function oldestOf(parts: readonly SessionSummary[]): readonly WorkbookSession[] {
  const oldest: WorkbookSession[] = [];
  for (const part of parts) {
    for (const session of part.oldest) {
      const last = oldest[mostOldest - 1];
      if (last && byAge(session, last) > 0) {
        break;
      }
      oldest.push(session);
      oldest.sort(byAge).splice(mostOldest);
    }
  }
  return oldest;
}

function addTo(states: Map<SessionState, number>, state: SessionState, count: number): void {
  states.set(state, (states.get(state) ?? 0) + count);
}

function earlier(one: WorkbookSession | undefined, other: WorkbookSession): WorkbookSession {
  return one && expiryOf(one) <= expiryOf(other) ? one : other;
}

function expiryOf({ expiresAt = Infinity }: WorkbookSession): number {
  return expiresAt;
}
