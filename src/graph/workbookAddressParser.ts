import { WorkbookSessionError } from '../core/errors';
import { parseSessionId } from '../core/sessionId';
import {
  addressOfIds,
  checkedAddress,
  type DriveAddress,
  type WorkbookAddress,
} from '../core/workbook';
import type { Cloud } from '../core/workbookSession';
import { cloudOfOrigin } from './clouds';

/** A workbook's address as a person gave it. */
export interface ParsedAddress {
  readonly address: WorkbookAddress;
  /** The cloud whose host was named; absent when none was. */
  readonly cloud?: Exclude<Cloud, 'sandbox'>;
}

/** What a line holds: an address, a session id, or both. */
export interface ParsedPaste extends Partial<ParsedAddress> {
  readonly sessionId?: string;
}

/** Nobody types more; a longer text is refused unread. */
const longestPaste = 32 * 1024;

/**
 * Reads a workbook's address: a Graph URL in any of the forms that workbook calls take, with or without
 * host, version and what follows the item, or a drive id and an item id.
 * @param ownOrigin the origin of a stand-in for Graph that is in use, if any
 * @throws WorkbookSessionError `invalidAddress`, `foreignAddress`
 */
export function parseWorkbookAddress(text: string, ownOrigin?: string): ParsedAddress {
  const trimmed = text.trim();
  if (trimmed.length > longestPaste) {
    throw new WorkbookSessionError('invalidAddress');
  }
  const ids = /^([^\s,;/]+)[\s,;]+([^\s,;/]+)$/.exec(trimmed);
  if (ids?.[1] && ids[2]) {
    return { address: checkedAddress(addressOfIds({ driveId: ids[1], itemId: ids[2] })) };
  }
  const { cloud, path } = splitUrl(trimmed, ownOrigin);
  return { address: checkedAddress(addressOfPath(path)), ...(cloud && { cloud }) };
}

/**
 * Reads one line that may hold an address, a session id, or both: `<address> <session id>`, a request
 * line with its header, a curl command. An access token in it is passed over.
 * @throws WorkbookSessionError `invalidAddress`, `foreignAddress`, `invalidSessionId`
 */
export function parseSessionPaste(text: string, ownOrigin?: string): ParsedPaste {
  const line = text.trim();
  if (line.length > longestPaste) {
    throw new WorkbookSessionError('invalidAddress');
  }
  const { sessionId, rest } = takeSessionId(line);
  if (sessionId === undefined) {
    return parseWorkbookAddress(line, ownOrigin);
  }
  return {
    sessionId: parseSessionId(sessionId),
    ...(rest !== '' && parseWorkbookAddress(rest, ownOrigin)),
  };
}

/** The session id of a line, and what may be the address in the rest of it. */
function takeSessionId(line: string): { sessionId?: string; rest: string } {
  const named = sessionIdHeader.exec(line);
  if (named) {
    const rest = anyAddress.exec(line.replace(sessionIdHeader, ' '))?.[0] ?? '';
    return { sessionId: named[2] ?? named[3] ?? '', rest };
  }
  const lastWord = line.slice(line.search(/\S+$/));
  return looksLikeSessionId(lastWord)
    ? { sessionId: lastWord, rest: line.slice(0, -lastWord.length).trim() }
    : { rest: line };
}

/** The header with its value, quoted or up to the next space; in JSON and curl the name may be quoted too. */
const sessionIdHeader = /workbook-session-id["']?\s*[:=]\s*(?:(["'])(.*?)\1|([^\s"']+))/is;

/** An address inside a longer line. */
const anyAddress =
  /(?:https?:\/\/|\/?(?:v1\.0\/|beta\/)?(?:me|drives|users|sites|groups)\/)[^\s"'<>]+/i;

/** Real ids are long and full of `=`; no address ends so. */
function looksLikeSessionId(text: string): boolean {
  return /^(?:cluster|session|usid)=/i.test(text) || (text.includes('=') && !/[/\\]/.test(text));
}

function splitUrl(
  text: string,
  ownOrigin: string | undefined,
): { cloud?: Exclude<Cloud, 'sandbox'>; path: string } {
  const [, origin, path] = /^([a-z][\w+.-]*:\/\/[^/?#\\]*)?([^?#]*)/i.exec(text) ?? [];
  if (origin === undefined) {
    return { path: path ?? '' };
  }
  const cloud = cloudOfOrigin(origin.toLowerCase());
  if (cloud === undefined && origin.toLowerCase() !== ownOrigin) {
    throw new WorkbookSessionError('foreignAddress');
  }
  return { path: path ?? '', ...(cloud && { cloud }) };
}

const addressPath =
  /^\/?(?:(?:v1\.0|beta)\/)?(?:(me)\/drive|drives\/([^/]+)|(users|sites|groups)\/([^/]+)\/drive)\/(?:items\/([^/]+)|root:\/(.+?)(?::(?=\/|$)|$))(?:\/.*)?$/is;

function addressOfPath(path: string): WorkbookAddress {
  const [, me, driveId, owner, ownerId, itemId, itemPath] = addressPath.exec(path) ?? [];
  const drive = driveOf(me, driveId, owner, ownerId);
  if (drive && itemId !== undefined) {
    return { drive, item: { kind: 'id', id: decoded(itemId) } };
  }
  if (drive && itemPath !== undefined) {
    return { drive, item: { kind: 'path', path: itemPath.split('/').map(decoded).join('/') } };
  }
  throw new WorkbookSessionError('invalidAddress');
}

const kinds: Readonly<Record<string, 'user' | 'site' | 'group'>> = {
  users: 'user',
  sites: 'site',
  groups: 'group',
};

function driveOf(
  me: string | undefined,
  driveId: string | undefined,
  owner: string | undefined,
  ownerId: string | undefined,
): DriveAddress | undefined {
  if (me !== undefined) {
    return { kind: 'me' };
  }
  if (driveId !== undefined) {
    return { kind: 'drive', id: decoded(driveId) };
  }
  const kind = owner === undefined ? undefined : kinds[owner.toLowerCase()];
  return kind && ownerId !== undefined ? { kind, id: decoded(ownerId) } : undefined;
}

/** Decodes once; a slash that was hidden in the encoding would lead elsewhere and is refused. */
function decoded(segment: string): string {
  try {
    const text = decodeURIComponent(segment);
    if (!text.includes('/')) {
      return text;
    }
  } catch {
    // Refused below, like everything that is no address.
  }
  throw new WorkbookSessionError('invalidAddress');
}

/** What to call a workbook until the service has told its name: the file's name where the address has one. */
export function nameOfAddress({ item }: WorkbookAddress): string | undefined {
  return item.kind === 'path' ? item.path.split('/').at(-1) : undefined;
}
