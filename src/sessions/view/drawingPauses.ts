/** How long to wait at least for more changes before the views are drawn, in milliseconds. */
const gatherMs = 50;
/** The pause is at least this many times as long as the last drawing took. */
const restFactor = 20;
/** A few changed sessions are drawn at most this late, in milliseconds. */
const longestPauseMs = 1000;
const few = 20;
/** What VS Code spends on a row that it asked for, in milliseconds, roughly. */
const msPerRow = 0.05;
/** The pause between two drawings for the time that passes, in milliseconds for each session. */
const tickMsPerSession = 5;
/** The longest such pause, in milliseconds: with ten thousand sessions, a text is so much behind at most. */
const longestTickMs = 10_000;

/** How many changed sessions are taken over at once, so that the extension host is not blocked for long. */
export const mostAtOnce = 1000;

/** What the last drawing of the views cost. */
export interface DrawingCost {
  readonly costMs: number;
  /** How many rows VS Code asked for afterwards. */
  readonly rowsAsked: number;
}

/**
 * How long to wait before the next drawing, in milliseconds.
 * @param changed how many changed sessions wait for it
 */
export function pauseBeforeDrawing({ costMs, rowsAsked }: DrawingCost, changed: number): number {
  const cost = costMs + rowsAsked * msPerRow;
  if (changed > mostAtOnce) {
    return gatherMs;
  }
  const pauseMs = Math.max(gatherMs, restFactor * cost);
  return changed > few ? pauseMs : Math.min(pauseMs, longestPauseMs);
}

/** The least time between two drawings because time passes, in milliseconds. */
export function pauseBetweenTicks(sessions: number): number {
  return Math.min(tickMsPerSession * sessions, longestTickMs);
}
