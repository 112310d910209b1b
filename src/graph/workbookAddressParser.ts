import { defined } from '../base/defined';
import { WorkbookSessionError } from '../model/errors';
import {
  addressOfIds,
  checkedAddress,
  type DriveAddress,
  type ItemAddress,
  type WorkbookAddress,
} from '../model/workbook';
import type { GraphCloud } from '../model/workbookSession';
import { cloudOfOrigin } from './cloudHosts';

/** A workbook's address as a person gave it. */
export interface ParsedAddress {
  readonly address: WorkbookAddress;
  /** The cloud whose host was named; absent when none was. */
  readonly cloud?: GraphCloud;
}

/** Nobody types more; a longer text is refused unread. */
export const longestPaste = 64 * 1024;

/**
 * Reads a workbook's address: a Graph URL in any of the forms that workbook calls take, with or without
 * host, version and `/workbook/…` after the item, or a drive id and an item id.
 * @param ownOrigin the origin of a stand-in for Graph that is in use, if any
 * @throws WorkbookSessionError `invalidAddress`, `foreignAddress`, `cloudWithoutWorkbooks`
 */
export function parseWorkbookAddress(text: string, ownOrigin?: string): ParsedAddress {
  const trimmed = text.trim();
  if (trimmed.length > longestPaste) {
    throw new WorkbookSessionError('invalidAddress');
  }
  const ids = idPair.exec(trimmed) ?? idPath.exec(trimmed);
  if (ids?.[1] && ids[2]) {
    return { address: checkedAddress(addressOfIds({ driveId: ids[1], itemId: ids[2] })) };
  }
  const { cloud, path } = splitUrl(trimmed, ownOrigin);
  return { address: checkedAddress(addressOfPath(path)), ...defined({ cloud }) };
}

/** What to call a workbook until the service has told its name: the file's name where the address has one. */
export function nameOfAddress({ item }: WorkbookAddress): string | undefined {
  return item.kind === 'path' ? item.path.split('/').at(-1) : undefined;
}

/** Ids have no other characters. */
const idPair = /^([A-Za-z\d][\w!.-]*)[\s,;]+([A-Za-z\d][\w!.-]*)$/;
/** With a slash between them, only a drive id that cannot be anything else is taken for one. */
const idPath = /^(b![\w-]+)\/([A-Za-z\d][\w!.-]*)$/;

/** Only what starts with exactly a known origin goes to Graph: no port, no user, no likeness. */
function splitUrl(
  text: string,
  ownOrigin: string | undefined,
): { cloud?: GraphCloud; path: string } {
  const [, origin, path = ''] = /^([a-z][\w+.-]*:\/\/[^/?#\\]*)?([^?#]*)/i.exec(text) ?? [];
  if (origin === undefined) {
    return { path };
  }
  const cloud = cloudOfOrigin(origin.toLowerCase());
  if (cloud === undefined && origin.toLowerCase() !== ownOrigin) {
    throw new WorkbookSessionError('foreignAddress');
  }
  return { path, ...defined({ cloud }) };
}

function addressOfPath(path: string): WorkbookAddress {
  const segments = path.replace(/^\//, '').split('/');
  if (segments.some((segment) => /^(?:\.|%2e)+$/i.test(segment))) {
    throw new WorkbookSessionError('invalidAddress');
  }
  const { drive, rest } = takeDrive(
    isWord(segments[0], 'v1.0', 'beta') ? segments.slice(1) : segments,
  );
  return { drive, item: itemOf(rest) };
}

/** The drive at the beginning of a path: an owner's own one, or any by its id. */
function takeDrive(segments: readonly string[]): { drive: DriveAddress; rest: readonly string[] } {
  const { own, rest } = takeOwner(segments);
  const [keyword, ...more] = rest;
  if (isWord(keyword, 'drive') && own) {
    return { drive: own, rest: more };
  }
  const [id, ...afterId] = more;
  if (isWord(keyword, 'drives') && id !== undefined) {
    return { drive: { kind: 'drive', id: decoded(id) }, rest: afterId };
  }
  throw new WorkbookSessionError('invalidAddress');
}

const owners: ReadonlyMap<string, 'user' | 'site' | 'group'> = new Map([
  ['users', 'user'],
  ['sites', 'site'],
  ['groups', 'group'],
]);

function takeOwner(segments: readonly string[]): { own?: DriveAddress; rest: readonly string[] } {
  const [first = '', id, ...rest] = segments;
  if (isWord(first, 'me')) {
    return { own: { kind: 'me' }, rest: segments.slice(1) };
  }
  const kind = owners.get(first.toLowerCase());
  return kind && id !== undefined ? { own: { kind, id: decoded(id) }, rest } : { rest: segments };
}

function itemOf([keyword, ...segments]: readonly string[]): ItemAddress {
  if (isWord(keyword, 'items')) {
    const [id = '', ...rest] = segments;
    requireWorkbookCall(rest);
    return { kind: 'id', id: decoded(id) };
  }
  if (isWord(keyword, 'root:')) {
    const end = segments.findIndex((segment) => segment.endsWith(':'));
    const path = end < 0 ? segments : segments.slice(0, end + 1);
    requireWorkbookCall(segments.slice(path.length));
    return { kind: 'path', path: withoutEnd(path).map(decoded).join('/') };
  }
  throw new WorkbookSessionError('invalidAddress');
}

/** Without the colon that ends a path, or the slash that somebody put after it. */
function withoutEnd(path: readonly string[]): readonly string[] {
  const last = path.at(-1) ?? '';
  const start = path.slice(0, -1);
  return last === '' && start.length > 0 ? start : [...start, last.replace(/:$/, '')];
}

/** What may follow the item: nothing, or a call on the workbook. */
function requireWorkbookCall([next, ...rest]: readonly string[]): void {
  const isNothing = next === undefined || (next === '' && rest.length === 0);
  if (!isNothing && !isWord(next, 'workbook')) {
    throw new WorkbookSessionError('invalidAddress');
  }
}

function isWord(segment: string | undefined, ...words: readonly string[]): boolean {
  return segment !== undefined && words.includes(segment.toLowerCase());
}

/** Decodes once. What is refused here would end the segment in a URL, or name a part of another. */
function decoded(segment: string): string {
  try {
    const text = decodeURIComponent(segment);
    if (!text.includes('/') && !segment.includes(':')) {
      return text;
    }
  } catch {
    // Refused below, like everything that is no address.
  }
  throw new WorkbookSessionError('invalidAddress');
}
