import { parseSessionId } from '../model/sessionId';
import { holdsAccessToken } from './accessTokensInText';
import type { Mark } from './textParts';

/** A session id where it stands in a text. */
export interface SessionIdMark extends Mark {
  readonly sessionId: string;
  /** The value of the header, the `id` of an answer, or anything that looks like the ids of the service. */
  readonly source: 'header' | 'answer' | 'mention';
  /** False for the `id` of an answer that is unlike the ids of the service: anything has an `id`. */
  readonly isCertain: boolean;
}

/** JSON, bash and HTML escape characters. Loops are bounded: without, a long text ends them by an error. */
const escaped = String.raw`\\{1,9}(?:u00[\da-f]{2}|x[\da-f]{2}|/)`;
const character = String.raw`(?:&amp;|[^\s"'\`\\<>,;|(){}[\]]|${escaped})`;
const sign = String.raw`\`\\^:=,>(@[\]`;
/** Between the header's name and its value: signs and, behind a quote, also new lines and HAR's name of the value. */
const gap = String.raw`(?!\w)[${sign} \t]{0,9}(?:["']["'${sign}\s]{0,40}(?:value["'${sign}\s]{1,20})?)?`;
const pattern = new RegExp(
  [
    String.raw`workbook-session-id${gap}(?<header>${character}{1,50000})`,
    String.raw`["']id\\{0,9}["']\s{0,99}:\s{0,99}\\{0,9}["'](?<answer>${character}{1,50000})`,
    String.raw`(?<![\w.-])(?<mention>cluster(?:=|%3d|\\{1,9}u003d|\\{1,9}x3d)${character}{1,50000})`,
  ].join('|'),
  'gi',
);

const sources = ['header', 'answer', 'mention'] as const;
const typical = /^cluster=[^&]*&session=./;

/** The session ids in a text, in their order. */
export function sessionIdsIn(text: string): readonly SessionIdMark[] {
  return Array.from(text.matchAll(pattern)).flatMap(readSessionId);
}

function readSessionId({ index, 0: all, groups = {} }: RegExpExecArray): readonly SessionIdMark[] {
  const source = sources.find((name) => groups[name] !== undefined) ?? 'mention';
  const given = groups[source] ?? '';
  const raw = given.replace(/[.^]{1,9}$/, '');
  const sessionId = decoded(raw);
  const isCertain = source === 'header' || typical.test(sessionId);
  const isExpected = isCertain || source === 'answer';
  const at = index + all.length - given.length;
  const mark = { at, end: at + raw.length, sessionId, source, isCertain };
  return isExpected && isSessionId(sessionId) ? [mark] : [];
}

/** The id without what JSON, a shell, HTML or a URL did to it. */
function decoded(raw: string): string {
  const text = unescaped(raw).replaceAll('&amp;', '&').replaceAll('^&', '&').replaceAll('%%', '%');
  try {
    return /^cluster%3d/i.test(text) ? decodeURIComponent(text) : text;
  } catch {
    return '';
  }
}

/** Replaces the escapes of JSON and bash. */
export function unescaped(text: string): string {
  return text
    .replace(/\\{1,9}(?:u00|x)([\da-f]{2})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replace(/\\{1,9}\//g, '/');
}

/** Real ids are full of `=`. A variable, a placeholder or a token may stand in their place. */
export function isSessionId(text: string): boolean {
  if (!text.includes('=') || /^(?:[$%-]|\w+:\/\/)/.test(text) || holdsAccessToken(text)) {
    return false;
  }
  try {
    return parseSessionId(text) === text;
  } catch {
    return false;
  }
}
