import { WorkbookSessionError } from '../model/errors';
import { parseSessionId } from '../model/sessionId';
import { withoutAccessTokens } from './accessTokensInText';
import { cloudOfOrigin } from '../graph/cloudHosts';
import {
  longestPaste,
  parseWorkbookAddress,
  type ParsedAddress,
} from '../graph/workbookAddressParser';

/** What a line holds: an address, a session id, or both. */
export interface ParsedPaste extends Partial<ParsedAddress> {
  readonly sessionId?: string;
}

/**
 * Reads one line that may hold an address, a session id, or both: `<address> <session id>`, a request
 * line with its header, a curl command. An access token in it is dropped before anything is read.
 * @param ownOrigin the origin of a stand-in for Graph that is in use, if any
 * @throws WorkbookSessionError `invalidAddress`, `foreignAddress`, `cloudWithoutWorkbooks`, `invalidSessionId`
 */
export function parseSessionPaste(text: string, ownOrigin?: string): ParsedPaste {
  if (text.length > longestPaste) {
    throw new WorkbookSessionError('invalidAddress');
  }
  const { value, rest } = takeSessionIdHeader(withoutAccessTokens(text, ' '));
  const words = wordsOf(withoutOtherHeaders(rest));
  const found = takeAddress(words, ownOrigin);
  const others = found?.others ?? withoutLoneWord(words);
  return pasteOf(found?.parsed, value ?? onlySessionId(others));
}

/** Real ids are full of `=`: any other word that stands alone is rather a misspelt address. */
function withoutLoneWord(words: readonly string[]): readonly string[] {
  return words.length === 1 && !words.join('').includes('=') ? [] : words;
}

function pasteOf(parsed: ParsedAddress | undefined, sessionId: string | undefined): ParsedPaste {
  if (sessionId !== undefined && !isJsonWebToken.test(sessionId)) {
    return { ...parsed, sessionId: parseSessionId(sessionId) };
  }
  if (sessionId === undefined && parsed) {
    return parsed;
  }
  throw new WorkbookSessionError(sessionId === undefined ? 'invalidAddress' : 'invalidSessionId');
}

/** Of the headers of a raw request, only its host says something. */
function withoutOtherHeaders(text: string): string {
  return text.replace(
    /(?<![^\s"'{,;])(?:accept|content-type|content-length|client-request-id|prefer|user-agent)["']?\s*[:=]\s*["']?[^\s"']+/gi,
    ' ',
  );
}

const headerName = /workbook-session-id/i;

/**
 * The value of the header, and the text without it. As in a request, in JSON (the name and the value in
 * quotes) and in curl (name and value in the same quotes).
 */
function takeSessionIdHeader(text: string): { value?: string; rest: string } {
  const name = headerName.exec(text);
  if (!name) {
    return { rest: text };
  }
  const before = text.slice(0, name.index);
  const after = text.slice(name.index + name[0].length);
  const openQuote = /["']$/.exec(before)?.[0];
  const isNameClosed = openQuote !== undefined && after.startsWith(openQuote);
  const start = (isNameClosed ? after.slice(1) : after).replace(/^\s*[:=]?\s*/, '');
  const { value, rest } = takeValue(start, isNameClosed ? undefined : openQuote);
  return { value, rest: `${openQuote ? before.slice(0, -1) : before} ${rest}` };
}

function takeValue(text: string, openQuote: string | undefined): { value: string; rest: string } {
  const ownQuote = /^["']/.exec(text)?.[0];
  if (openQuote === undefined && ownQuote !== undefined) {
    return takeValue(text.slice(1), ownQuote);
  }
  const end = openQuote === undefined ? -1 : text.indexOf(openQuote);
  if (end >= 0) {
    return { value: text.slice(0, end), rest: text.slice(end + 1) };
  }
  const [value = ''] = /^\S*/.exec(text) ?? [];
  return { value, rest: text.slice(value.length) };
}

/** The words that may mean something, each without the quotes around it. */
function wordsOf(text: string): readonly string[] {
  return text
    .split(/\s+/)
    .map((word) => /^(["'<])(.*)["'>][,;]?$/s.exec(word)?.[2] ?? word)
    .filter((word) => word !== '' && !isNoise.test(word) && !isJsonWebToken.test(word));
}

/** Verbs, versions and options of a request or of curl, its JSON body, and quotes that are left over. */
const isNoise =
  /^(?:get|post|curl(?:\.exe)?|http\/[\d.]+|-{1,2}[a-z][\w-]*|['"]?\{.*\}['"]?|["'\\^`]+)$/i;
const isJsonWebToken = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

interface FoundAddress {
  readonly parsed: ParsedAddress;
  readonly others: readonly string[];
}

function takeAddress(words: readonly string[], ownOrigin?: string): FoundAddress | undefined {
  const index = words.findIndex((word) => isUrlLike.test(word));
  if (index < 0) {
    return takeIds(words);
  }
  const end = endOfPath(words, index);
  const url = words.slice(index, end).join(' ').replace(/[,;]$/, '');
  const others = [...words.slice(0, index), ...words.slice(end)];
  return takeHost(parseWorkbookAddress(url, ownOrigin), others);
}

const isUrlLike =
  /^(?:[a-z][\w+.-]*:\/\/|\/|(?:(?:v1\.0|beta)\/)?(?:me|drives|users|sites|groups)\/)/i;

/** A path of names with spaces, which people do not encode, goes on until the workbook's ending. */
function endOfPath(words: readonly string[], index: number): number {
  const isOpen = /\/root:\/[^:]*$/i.test(words[index] ?? '');
  const isLast = (word: string) => /\.xl\w{1,3}(?::|$)/i.test(word);
  const last = isOpen ? words.findIndex((word, at) => at >= index && isLast(word)) : index;
  return (last < 0 ? index : last) + 1;
}

/** The host that a raw request names in a header of its own. */
function takeHost(parsed: ParsedAddress, words: readonly string[]): FoundAddress {
  const index = words.findIndex((word) => /^host:$/i.test(word));
  if (index < 0 || parsed.cloud) {
    return { parsed, others: words };
  }
  const cloud = cloudOfOrigin(`https://${(words[index + 1] ?? '').toLowerCase()}`);
  if (!cloud) {
    throw new WorkbookSessionError('foreignAddress');
  }
  const others = [...words.slice(0, index), ...words.slice(index + 2)];
  return { parsed: { ...parsed, cloud }, others };
}

/** A drive id and an item id: two words, or one with a comma or a slash between them. */
function takeIds(words: readonly string[]): FoundAddress | undefined {
  for (const count of [1, 2]) {
    const text = words.slice(0, count).join(' ');
    if (words.length >= count && isIds.test(text)) {
      return { parsed: parseWorkbookAddress(text), others: words.slice(count) };
    }
  }
  return undefined;
}

const isIds = /^(?:[A-Za-z\d][\w!.-]*[\s,;]+[A-Za-z\d][\w!.-]*|b![\w-]+\/[\w!.-]+)$/;

/** The one word that is left. An id with a space inside is refused rather than cut off. */
function onlySessionId([word, ...more]: readonly string[]): string | undefined {
  if (more.length > 0) {
    throw new WorkbookSessionError('invalidSessionId');
  }
  return word === undefined || isPartOfAddress.test(word) ? undefined : word;
}

/** A drive id alone, or an address that was cut off or misspelt. */
const isPartOfAddress = /^(?:b!|https?:|[^=]*[/\\])/i;
