import type { SessionMode } from '../model/workbookSession';
import type { GivenWorkbook } from '../model/workbookText';

/** How much of a text is searched for sessions, in characters. */
export const longestText = 10 * 1024 * 1024;

/** A session that somebody opened and left a trace of in a text. */
export interface FoundSession {
  readonly sessionId: string;
  /** Absent when the text does not tell for certain: then a person has to. */
  readonly workbook?: GivenWorkbook;
  readonly mode: SessionMode;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
  /** True when the text shows that it was closed with success. */
  readonly isClosedInText: boolean;
}
