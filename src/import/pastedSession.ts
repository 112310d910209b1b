import { longestPaste, nameOfAddress, parseWorkbookAddress } from '../graph/workbookAddressParser';
import { WorkbookSessionError } from '../model/errors';
import type { WorkbookAddress } from '../model/workbook';
import type { GraphTarget } from '../model/workbookSession';
import type { GivenWorkbook } from '../model/workbookText';
import { holdsAccessToken, withoutAccessTokens } from './accessTokensInText';
import { RewrittenText } from './rewrittenText';
import { canBeSessionId, hostHeader, originsIn, sessionIdsIn } from './textMarks';

/** What the user pasted: a workbook with its Graph, a session ID, or both. */
export interface PastedSession {
  readonly workbook?: GivenWorkbook;
  readonly sessionId?: string;
}

/** A URL or a path. The path of a file may contain spaces before the ending of its name. */
const url =
  /(?<!\S)(?:[a-z][\w+.-]{0,30}:\/\/|\/|(?:(?:v1\.0|beta)\/)?(?:me|drives|users|sites|groups)\/)(?:\S*\/root:\/[^:]*\.xl\w{1,3}(?![^\s:]))?\S*/i;
/** A drive ID and an item ID. */
const idPair =
  /^(?:[A-Za-z\d][\w!.-]*[\s,;]+[A-Za-z\d][\w!.-]*|b![\w-]+\/[A-Za-z\d][\w!.-]*)(?!\S)/;
/** Words of a request or of curl that say nothing: methods, options, versions, and signs. */
const noise = /^(?:get|post|curl(?:\.exe)?|http\/[\d.]+|-{1,2}[a-z][\w-]*|\W*)$/i;
/** A session ID with a space inside its quotes. `\0` stands for the part before the space. */
const cutId = /(["'])(?:workbook-session-id[\s:=]*)?\0(?![\\^.]*\1)/i;

/**
 * Reads a line with a workbook's address, a session ID, or both. An address without a host belongs to
 * `current`. Access tokens are removed first.
 * @throws WorkbookSessionError `invalidAddress`, `foreignAddress`, `cloudWithoutWorkbooks`, `invalidSessionId`
 */
export function readPastedSession(text: string, current: GraphTarget): PastedSession {
  if (text.length > longestPaste) {
    throw new WorkbookSessionError('invalidAddress');
  }
  const line = withoutAccessTokens(new RewrittenText(text), ' ').text;
  const marks = sessionIdsIn(line).filter(({ isCertain }) => isCertain);
  const rest = marks.reduceRight(
    (all, { at, end }) => `${all.slice(0, at)}\0${all.slice(end)}`,
    line,
  );
  const words = wordsOf(rest);
  const address = (url.exec(words) ?? idPair.exec(words))?.[0];
  const workbook = address === undefined ? undefined : readWorkbook(address, line, current);
  const found = marks.map(({ value }) => value);
  const others = otherIds(words.replace(address ?? '', ' '));
  const sessionId = soleId([...(found.length > 0 ? found : others), ...(cutId.exec(rest) ?? [])]);
  return pastedSession(workbook, sessionId);
}

function pastedSession(workbook?: GivenWorkbook, sessionId?: string): PastedSession {
  if (!workbook && sessionId === undefined) {
    throw new WorkbookSessionError('invalidAddress');
  }
  return { ...(workbook && { workbook }), ...(sessionId !== undefined && { sessionId }) };
}

/** The line without session IDs, quotes, options, and the `Host` header. */
function wordsOf(rest: string): string {
  const words = rest.replaceAll('\0', ' ').replace(hostHeader, ' ').split(/\s+/);
  const plain = words.map((word) => word.replace(/^[("'<]{1,9}|["'>,;]{1,9}$/g, ''));
  return plain.filter((word) => !noise.test(word)).join(' ');
}

/** A word with `=`, or a header without an ID. With a word behind it, an ID is rejected, not cut off. */
function otherIds(words: string): readonly string[] {
  return /^\s*[^=/\\]+=|workbook-session-id/i.test(words) ? [words.trim()] : [];
}

function soleId(ids: readonly string[]): string | undefined {
  const [id, ...more] = new Set(ids);
  if (more.length > 0 || (id !== undefined && !canBeSessionId(id))) {
    throw new WorkbookSessionError('invalidSessionId');
  }
  return id;
}

function readWorkbook(url: string, line: string, current: GraphTarget): GivenWorkbook {
  const [host] = url.includes('://') ? [] : originsIn(line);
  return readWorkbookUrl(host ? `${host.value}/${url.replace(/^\//, '')}` : url, current);
}

/**
 * Reads the URL or the path of a workbook. Only the hosts of Graph and of the sandbox in use are known. A
 * path belongs to `current`.
 * @throws WorkbookSessionError `invalidAddress`, `foreignAddress`, `cloudWithoutWorkbooks`
 */
function readWorkbookUrl(url: string, current: GraphTarget): GivenWorkbook {
  const ownOrigin = current.cloud === 'sandbox' ? current.sandbox.endpoint : undefined;
  const { address, cloud } = parseWorkbookAddress(url, ownOrigin);
  return { target: cloud ? { cloud } : current, address, name: nameOfAddress(address) ?? '' };
}

/** Reads the URL of a workbook; undefined for a foreign host, a placeholder, and an address that was cut off. */
export function readWholeWorkbook(url: string, current: GraphTarget): GivenWorkbook | undefined {
  try {
    const workbook = readWorkbookUrl(url, current);
    return isWhole(workbook.address) ? workbook : undefined;
  } catch {
    return undefined;
  }
}

function isWhole({ drive, item }: WorkbookAddress): boolean {
  const driveId = 'id' in drive ? drive.id : '';
  const isItemWhole =
    item.kind === 'id'
      ? /^[A-Za-z\d][\w!.-]*$/.test(item.id)
      : /\.xl\w{1,3}$/i.test(item.path) && !/[<>|*?"]|\{\{|\$\{|^\{.*\}$/.test(item.path);
  const isDriveWhole = !/[{}<>$*"'`|^:]/.test(driveId);
  return isItemWhole && isDriveWhole && ![driveId, ...Object.values(item)].some(holdsAccessToken);
}
