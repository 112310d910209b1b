import { WorkbookSessionError } from './errors';

/** The longest session id that we send, in bytes; the documents give no limit. */
export const longestSessionId = 8192;

/** True for a session id as it goes into the header: printable ASCII without space. */
export function isSessionId(text: string): boolean {
  return text.length <= longestSessionId && /^[\x21-\x7E]+$/.test(text);
}

/**
 * A workbook session id as it goes into the header, byte for byte. Space around a paste is dropped.
 * @throws WorkbookSessionError `invalidSessionId` unless it is printable ASCII without inner space
 */
export function parseSessionId(text: string): string {
  const id = text.trim();
  if (!isSessionId(id)) {
    throw new WorkbookSessionError('invalidSessionId');
  }
  return id;
}

/** An id that is shorter keeps enough to itself only when nothing of it is shown. */
const shortestShownId = 32;
const shortIdLength = 8;
/** Graph puts a GUID of its own into each session id; nothing else in it is sure to differ between sessions. */
const sessionGuid = /(?:^|&)usid=([\da-f]{8})(?:-[\da-f]{4}){3}-[\da-f]{12}/i;

/**
 * Eight characters of a session id, by which a person finds it in a program's log. They open nothing.
 * Undefined for an id that is too short to show any of it.
 */
export function shortIdOf(sessionId: string): string | undefined {
  if (sessionId.length < shortestShownId) {
    return undefined;
  }
  const longestWord = (sessionId.match(/[A-Za-z\d]+/g) ?? []).reduce(
    (longest, word) => (word.length > longest.length ? word : longest),
    '',
  );
  return (
    sessionGuid.exec(sessionId)?.[1] ??
    (longestWord.length < shortIdLength ? undefined : longestWord.slice(-shortIdLength))
  );
}
