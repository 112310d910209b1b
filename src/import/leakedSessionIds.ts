import { parseSessionId } from '../model/sessionId';
import { holdsAccessToken } from './accessTokensInText';

/** What makes a text a session id: the header's name, the answer's property, or its own looks. */
export type SessionIdSource = 'header' | 'answer' | 'mention';

/** A session id where it stands in a text. */
export interface SessionIdMark {
  readonly kind: 'sessionId';
  readonly at: number;
  readonly end: number;
  readonly sessionId: string;
  readonly source: SessionIdSource;
  /** True when it looks like the ids that the service gives: any answer may have an `id`. */
  readonly isTypical: boolean;
  /** True for a header in a line of its own, as in a raw request. */
  readonly isHeaderLine: boolean;
}

/**
 * A character of a value may be escaped, in JSON, bash or HTML. Loops are bounded: without, a long text
 * ends them by an error.
 */
const escaped = String.raw`\\{1,9}(?:u00[\da-f]{2}|x[\da-f]{2}|/)|&amp;`;
const value = String.raw`(?:[^\s"'\`\\<>&]|&(?!amp;)|${escaped}){1,50000}`;
const word = String.raw`(?:[^\s"'\`\\<>&,;|(){}[\]]|&(?!amp;)|${escaped}){1,50000}`;

/** Between a name and its value: quotes, signs, and in HAR the name of the value. */
const gap = String.raw`[\s"'\`\\^:=,>(){}@[\]]{1,40}(?:value[\s"'\`\\^:=]{1,20})?`;
const name = 'workbook-session-id';
const shapes: readonly (readonly [SessionIdSource, RegExp])[] = [
  ['header', new RegExp(String.raw`${name}(?<gap>${gap})(?<value>${value})`, 'gi')],
  [
    'header',
    new RegExp(
      String.raw`"value\\{0,9}"\s{0,99}:\s{0,99}\\{0,9}"(?<value>${value})\\{0,9}"\s{0,99},\s{0,99}\\{0,9}"name\\{0,9}"\s{0,99}:\s{0,99}\\{0,9}"${name}`,
      'gi',
    ),
  ],
  [
    'answer',
    new RegExp(String.raw`["']id\\{0,9}["']\s{0,99}:\s{0,99}\\{0,9}["'](?<value>${value})`, 'gi'),
  ],
  [
    'mention',
    new RegExp(
      String.raw`(?<![\w.-])(?<value>cluster(?:=|%3d|\\{1,9}u003d|\\{1,9}x3d)${word})`,
      'gi',
    ),
  ],
];

/** The session ids in a text, in no order; the same place may come twice, the surer source first. */
export function markSessionIds(text: string): readonly SessionIdMark[] {
  return shapes.flatMap(([source, shape]) =>
    Array.from(text.matchAll(shape), (match) => markOf(text, source, match)).filter(
      (mark) => mark !== undefined,
    ),
  );
}

function markOf(
  text: string,
  source: SessionIdSource,
  match: RegExpMatchArray,
): SessionIdMark | undefined {
  const { value: whole = '', gap: between = '' } = match.groups ?? {};
  const raw = whole.slice(0, longestRaw).replace(trailing, '');
  const sessionId = decodedSessionId(raw);
  const isTypical = typical.test(sessionId);
  if (isBroken(between) || !isSessionId(sessionId) || (source === 'mention' && !isTypical)) {
    return undefined;
  }
  return { ...{ kind: 'sessionId', sessionId, source, isTypical }, ...placeOf(text, match, raw) };
}

function placeOf(text: string, { index = 0, 0: whole, groups }: RegExpMatchArray, raw: string) {
  const between = groups?.['gap'];
  const at = index + whole.indexOf(raw, between === undefined ? 0 : name.length + between.length);
  const isHeaderLine = between !== undefined && /(?:^|\n)[\s>*|]*$/.test(before(text, index));
  return { at, end: at + raw.length, isHeaderLine };
}

/** Every character of the longest id escaped, and one more, which makes it too long. */
const longestRaw = 6 * 8193;
const trailing = /[\])},;.^]{1,9}$/;
const typical = /^cluster=[^&]*&session=./;

/** A header without a value is followed by the next line, which is none. */
function isBroken(between: string): boolean {
  return between.includes('\n') && !/["']/.test(between);
}

function before(text: string, at: number): string {
  return text.slice(Math.max(0, at - 100), at);
}

/** The id as it was before it was written down in JSON, for a shell, in HTML or in a URL. */
function decodedSessionId(raw: string): string {
  const text = raw
    .replace(/\\{1,9}(?:u00|x)([\da-f]{2})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replace(/\\{1,9}\//g, '/')
    .replaceAll('&amp;', '&')
    .replaceAll('%%', '%');
  const id = text.includes('^&') ? text.replaceAll('^', '') : text;
  return /^cluster%3d/i.test(id) ? urlDecoded(id) : id;
}

function urlDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Real ids are long and full of `=`; a variable or a placeholder stands where one belongs. */
function isSessionId(text: string): boolean {
  const isLikely = text.includes('=') || (text.length >= 20 && /\d/.test(text));
  if (!isLikely || placeholder.test(text) || holdsAccessToken(text)) {
    return false;
  }
  try {
    return parseSessionId(text) === text;
  } catch {
    return false;
  }
}

const placeholder = /^[$%<{(-]|[$%]\{|\{\{|\}\}|:\/\/|workbook-session-id/i;
