import { isSessionId } from '../model/sessionId';
import type { SessionMode } from '../model/workbookSession';
import { holdsAccessToken } from './accessTokensInText';
import { valuesIn, type Part, type Placed } from './textParts';

/** A session ID where it stands in a text. */
export interface SessionIdMark extends Part, Placed<string> {
  /** The value of the header, the `id` of an answer, or any text that looks like an ID of the service. */
  readonly source: 'header' | 'answer' | 'mention';
  /** False for the `id` of an answer that doesn't look like an ID of the service. Anything has an `id`. */
  readonly isCertain: boolean;
}

// JSON, bash, and HTML escape characters. Each loop has a limit: a long text would overflow the stack.
const escaped = String.raw`\\{1,9}(?:u00[\da-f]{2}|x[\da-f]{2}|/)`;
const character = String.raw`(?:&amp;|[^\s"'\`\\<>,;|(){}[\]]|${escaped})`;
const sign = String.raw`\`\\^:=,>(@[\]`;
/** Between the header's name and its value: signs and, behind a quote, also new lines and the `value` of HAR. */
const gap = String.raw`(?!\w)[${sign} \t]{0,9}(?:["']["'${sign}\s]{0,40}(?:value["'${sign}\s]{1,20})?)?`;
const sessionId = new RegExp(
  [
    String.raw`workbook-session-id${gap}(?<header>${character}{1,50000})`,
    String.raw`["']id\\{0,9}["']\s{0,99}:\s{0,99}\\{0,9}["'](?<answer>${character}{1,50000})`,
    String.raw`(?<![\w.-])(?<mention>cluster(?:=|%3d|\\{1,9}u003d|\\{1,9}x3d)${character}{1,50000})`,
  ].join('|'),
  'gi',
);
const sources = ['header', 'answer', 'mention'] as const;
const typicalId = /^cluster=[^&]*&session=./;

/** The session IDs in a text, in their order. */
export function sessionIdsIn(text: string): readonly SessionIdMark[] {
  return Array.from(text.matchAll(sessionId)).flatMap(({ index, 0: all, groups = {} }) => {
    const source = sources.find((name) => groups[name] !== undefined) ?? 'mention';
    const matched = groups[source] ?? '';
    const raw = matched.replace(/[.^]{1,9}$/, '');
    const value = decoded(raw);
    const isCertain = source === 'header' || typicalId.test(value);
    const at = index + all.length - matched.length;
    const mark = { at, end: at + raw.length, value, source, isCertain };
    return (isCertain || source === 'answer') && canBeSessionId(value) ? [mark] : [];
  });
}

/** False for a variable, a placeholder, or a token in the place of an ID. All real IDs contain `=`. */
export function canBeSessionId(text: string): boolean {
  const isPlaceholder = !text.includes('=') || /^(?:[$%-]|\w+:\/\/)/.test(text);
  return !isPlaceholder && !holdsAccessToken(text) && isSessionId(text);
}

/** The ID without the escapes of JSON, a shell, HTML, or a URL. */
function decoded(raw: string): string {
  const text = unescaped(raw).replace(/\^?&(?:amp;)?|%%/g, ([sign]) => (sign === '%' ? '%' : '&'));
  return /^cluster%3d/i.test(text) ? text.replace(/%([\da-f]{2})/gi, ofHex) : text;
}

/** Replaces the escapes of JSON and bash. */
function unescaped(text: string): string {
  return text.replace(/\\{1,9}(?:u00|x)([\da-f]{2})/gi, ofHex).replace(/\\{1,9}\//g, '/');
}

function ofHex(_: string, code: string): string {
  return String.fromCharCode(Number.parseInt(code, 16));
}

/** The URL of a workbook where it stands in a text. */
export interface WorkbookUrlMark extends Part {
  /** A path alone belongs to the host of its request. */
  readonly url: string;
  /** What is called on the workbook, in small letters; undefined for the URL of the file alone. */
  readonly action: string | undefined;
}

/**
 * A URL, a path, or the end of a path whose beginning is a variable. A quote inside a word belongs to a
 * file's name. A name may contain spaces if `:/workbook` follows it.
 */
const url = new RegExp(
  [
    String.raw`(?:https?:(?:\\{0,9}/){2}`,
    String.raw`|(?<=(?:^|[\s"'\`=(:,[<>|]|\\[nrt])\\{0,9})/(?=(?:v1\.0|beta|me|drives|users|sites|groups)\\{0,9}/)`,
    String.raw`|(?<=[\w})>:"'])/workbook\\{0,9}/(?=\w))`,
    String.raw`(?:[^\s"'\`\\<>|]|'(?=[\w%])|\\{1,9}(?:/|u00[\da-f]{2})){1,9000}`,
    String.raw`(?:(?<=/root:\\{0,9}/[^:\s]{0,1024})[^"\`\r\n:<>|]{1,1024}:\\{0,9}/workbook[\w/\\]{0,1024})?`,
  ].join(''),
  'gi',
);
const isItem = /\/(?:items\/|root:)|^\/workbook\/|\/workbook\/\w*session/i;

/** The URLs of workbooks in a text, in their order. */
export function workbookUrlsIn(text: string): readonly WorkbookUrlMark[] {
  return Array.from(text.matchAll(url)).flatMap(({ index: at, 0: all }) => {
    const raw = all.replace(/[\])},;.'^]{1,9}$/, '');
    const whole = unescaped(raw);
    const call = /\/workbook(?:\/(\w*)|(?=[?#(]|$))/i.exec(whole);
    const action = call ? (call[1] ?? '').toLowerCase() : undefined;
    return isItem.test(whole) ? [{ at, end: at + raw.length, url: whole, action }] : [];
  });
}

/** The `Host` header of a request. */
export const hostHeader =
  /(?<=^|[^\w-]|\\[nrt])(?:host|:authority)\\{0,9}["']?[ \t]{0,99}[:=][ \t]{0,99}\\{0,9}["']?([^\s"'\\,;]{1,255})/gi;

/** The origins that the `Host` headers in a text name. Only the sandbox on this machine uses plain HTTP. */
export function originsIn(text: string): readonly Placed<string>[] {
  return valuesIn(text, hostHeader, ([, name = '']) =>
    /^(?:127\.|\[::1\])/.test(name) ? `http://${name}` : `https://${name}`,
  );
}

/** The beginning of a command, or of a section in an `.http` file. No earlier request is answered after it. */
export const command = /^(?:#{3}|(?:[$>] )?(?:\$\w{1,50} ?= ?)?(?:curl|Invoke-|irm\b|iwr\b))/;
/** The beginning of a request. */
export const request = /^(?:[ \t>*]{0,9}|.{0,99}[ \t])(?:GET|POST|PUT|PATCH|DELETE) \S/;
/** The end of a request's headers: empty lines, or the answer. */
export const headEnd = /^(?:(?:[ \t]{0,99}\n){1,999}|[ \t>*]{0,9}(?:< |HTTP\/))/;
/** A status, or the body of an error where no status is shown. */
export const status =
  /(?:\bHTTP\/[\d.]{1,9}\\{0,9}["']?\s|status(?:[_ -]?code)?\\{0,9}["']?\s?[:=]?\s?|<--\s|[-=]>\s|→\s|responded\s)(\d{3})(?![\w.:/-])|["']error\\{0,9}["']\s{0,99}:\s{0,99}\{/gi;
/** A time with its zone. Without a zone, the time is not known. */
export const time =
  /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)(?!\w)|\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\b/g;
const persistChanges =
  /persistChanges\\{0,9}["']?\s{0,99}[:=]\s{0,99}\\{0,9}["']?\$?(true|false)/gi;

/** The modes of sessions in a text. */
export function modesIn(text: string): readonly Placed<SessionMode>[] {
  return valuesIn(text, persistChanges, ([, value = '']) =>
    value.toLowerCase() === 'true' ? 'persistent' : 'nonPersistent',
  );
}
