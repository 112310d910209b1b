import { WorkbookSessionError } from './errors';

/** The longest session id that we send, in bytes. Microsoft documents no limit. */
export const longestSessionId = 8192;

/** True for a text that the session id header can carry: printable ASCII without spaces. */
export function isSessionId(text: string): boolean {
  return text.length <= longestSessionId && /^[\x21-\x7E]+$/.test(text);
}

/**
 * The workbook session id in a pasted text, without the spaces around it. The id itself stays unchanged.
 * @throws WorkbookSessionError `invalidSessionId` unless the id is printable ASCII without spaces
 */
export function parseSessionId(text: string): string {
  const id = text.trim();
  if (!isSessionId(id)) {
    throw new WorkbookSessionError('invalidSessionId');
  }
  return id;
}

/** Eight characters of a shorter id would reveal too much of it. */
const shortestShownId = 32;
const shortIdLength = 8;
/** The GUID that Graph puts into each session id. It is the only part that certainly differs between sessions. */
const sessionGuid = /(?:^|&)usid=([\da-f]{8})(?:-[\da-f]{4}){3}-[\da-f]{12}/i;

/**
 * Eight characters of a session id, so that a user can find the session in a program's log. They aren't
 * enough to use the session. Undefined for an id that is too short.
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
