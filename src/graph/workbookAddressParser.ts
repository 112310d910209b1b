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

/** A workbook's address as a user typed or pasted it. */
export interface ParsedAddress {
  readonly address: WorkbookAddress;
  /** The cloud of the host in the address; absent without a host. */
  readonly cloud?: GraphCloud;
}

/** The longest text that is read as an address, in characters. */
export const longestPaste = 64 * 1024;

/**
 * Reads a workbook's address: a Graph URL in any form that workbook calls take, or a drive id and an item
 * id. The URL may lack the host and the version, and may have `/workbook/…` after the item.
 * @param ownOrigin the origin of the stand-in for Graph in use, if any
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

/** The file name in the address, if it has one. It stands for the workbook's name until the service sends that. */
export function nameOfAddress({ item }: WorkbookAddress): string | undefined {
  return item.kind === 'path' ? item.path.split('/').at(-1) : undefined;
}

/** A drive id and an item id, separated by spaces, commas or semicolons. */
const idPair = /^([A-Za-z\d][\w!.-]*)[\s,;]+([A-Za-z\d][\w!.-]*)$/;
/** A drive id and an item id with a slash between them. Only the prefix `b!` marks a drive id for certain. */
const idPath = /^(b![\w-]+)\/([A-Za-z\d][\w!.-]*)$/;

/** Accepts only a URL that starts with exactly a known origin: no port, no user, no look-alike. */
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

/** The drive at the beginning of a path: the default drive of an owner, or a drive by its id. */
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

/** The path without the colon at its end, or the slash after that. */
function withoutEnd(path: readonly string[]): readonly string[] {
  const last = path.at(-1) ?? '';
  const start = path.slice(0, -1);
  return last === '' && start.length > 0 ? start : [...start, last.replace(/:$/, '')];
}

/** Only a call on the workbook may follow the item. */
function requireWorkbookCall([next, ...rest]: readonly string[]): void {
  const isNothing = next === undefined || (next === '' && rest.length === 0);
  if (!isNothing && !isWord(next, 'workbook')) {
    throw new WorkbookSessionError('invalidAddress');
  }
}

function isWord(segment: string | undefined, ...words: readonly string[]): boolean {
  return segment !== undefined && words.includes(segment.toLowerCase());
}

/** Decodes once. A slash or a colon would end the segment in a URL. */
function decoded(segment: string): string {
  try {
    const text = decodeURIComponent(segment);
    if (!text.includes('/') && !segment.includes(':')) {
      return text;
    }
  } catch {
    // The encoding is malformed.
  }
  throw new WorkbookSessionError('invalidAddress');
}
