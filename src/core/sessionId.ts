import { WorkbookSessionError } from './errors';

/** The longest session id that we send, in bytes; the documents give no limit. */
export const longestSessionId = 8192;

/**
 * A workbook session id as it goes into the header, byte for byte. Space around a paste is dropped.
 * @throws WorkbookSessionError `invalidSessionId` unless it is printable ASCII without inner space
 */
export function parseSessionId(text: string): string {
  const id = text.trim();
  if (id.length === 0 || id.length > longestSessionId || !/^[\x21-\x7E]+$/.test(id)) {
    throw new WorkbookSessionError('invalidSessionId');
  }
  return id;
}
