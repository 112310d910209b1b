import type { GivenWorkbook } from '../model/workbookText';

/** What a person pasted, taken apart: a workbook with the Graph that it belongs to, a session id, or both. */
export interface PastedSession {
  readonly workbook?: GivenWorkbook;
  readonly sessionId?: string;
}
