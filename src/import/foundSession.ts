import type { SessionMode } from '../model/workbookSession';
import type { GivenWorkbook } from '../model/workbookText';

/** How much of a text is searched for sessions, in characters. */
export const longestText = 10 * 1024 * 1024;

/** A session that was found in a text. */
export interface FoundSession {
  readonly sessionId: string;
  /** Absent if the text doesn't say for certain. Then the user is asked. */
  readonly workbook?: GivenWorkbook;
  readonly mode: SessionMode;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
  /** True if the text shows that the session was closed. */
  readonly isClosedInText: boolean;
}
