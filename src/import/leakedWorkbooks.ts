import type { GivenWorkbook } from '../model/workbookText';
import { addressKey, type WorkbookAddress } from '../model/workbook';
import type { GraphTarget } from '../model/workbookSession';
import { holdsAccessToken } from './accessTokensInText';
import { HostHeaders } from './hostHeaders';
import { nameOfAddress, parseWorkbookAddress } from '../graph/workbookAddressParser';

/** The URL of a workbook where it stands in a text. */
export interface WorkbookMark {
  readonly kind: 'workbook';
  readonly at: number;
  readonly end: number;
  /** The same object for the same workbook; `unknown` when it cannot be told or is on a foreign host. */
  readonly workbook: GivenWorkbook | 'unknown';
  /** What is called on the workbook, in small letters; absent when the URL is of the file alone. */
  readonly action?: string;
  /** True when a raw request begins with it. */
  readonly isRequestLine: boolean;
}

const start =
  /https?:(?:\\{0,9}\/){2}|\/(?=(?:v1\.0|beta|me|drives|users|sites|groups)\\{0,9}\/)/gi;
const escaped = String.raw`\\{1,9}(?:/|u00[\da-f]{2})`;
const body = new RegExp(String.raw`(?:[^\s"'\`\\<>|]|${escaped}){1,9000}`, 'iy');
/** Only a URL in single quotes ends at one: names of files hold them. */
const unquotedBody = new RegExp(String.raw`(?:[^\s"\`\\<>|]|${escaped}){1,9000}`, 'iy');
/** The rest of a path with spaces, which people do not encode. */
const spacedRest = /[^"'`\r\n:<>|]{1,1024}:\\{0,9}\/workbook[\w/\\]{0,1024}/iy;
const longestUrl = 8192;

/**
 * The URLs of workbooks in a text. Only Graph itself, cloud by cloud, and the sandbox in use are known
 * hosts; a URL without a host belongs to the one that its request names, or to where new sessions are opened.
 */
export function markWorkbooks(text: string, current: GraphTarget): readonly WorkbookMark[] {
  const hosts = new HostHeaders(text);
  const workbooks = new Workbooks(current);
  const marks: WorkbookMark[] = [];
  start.lastIndex = 0;
  for (let match = start.exec(text); match; match = start.exec(text)) {
    const url = urlAt(text, match.index);
    start.lastIndex = match.index + url.raw.length;
    const action = actionOf(url.clean);
    if (url.raw.length <= longestUrl && isItem.test(url.clean)) {
      const workbook = workbooks.find(originOf(text, match.index, hosts) + url.clean);
      if (workbook !== 'unknown' || action !== undefined) {
        marks.push(markOf(text, match.index, url.raw, workbook, action));
      }
    }
  }
  return [...marks, ...markUnknownWorkbooks(text, marks)];
}

const anyCall = /(?<=[\w})>:"'])\/workbook\\{0,9}\/(\w+)/gi;

/** Calls on workbooks whose URLs begin with what nobody knows, as `${base}`. */
function markUnknownWorkbooks(
  text: string,
  known: readonly WorkbookMark[],
): readonly WorkbookMark[] {
  const ends = known.values();
  let url = ends.next().value;
  const marks: WorkbookMark[] = [];
  for (const { index: at, 0: call, 1: word = '' } of text.matchAll(anyCall)) {
    while (url && url.end <= at) {
      url = ends.next().value;
    }
    if (!url || at < url.at) {
      marks.push(markOf(text, at, call, 'unknown', word.toLowerCase()));
    }
  }
  return marks;
}

const isItem = /\/(?:items\/|root:|workbook\/\w*session)/i;

function actionOf(url: string): string | undefined {
  return /\/workbook(?:\/(\w*)|(?=[?#(]|$))/i.exec(url)?.slice(1).join('').toLowerCase();
}

function markOf(
  text: string,
  at: number,
  raw: string,
  workbook: GivenWorkbook | 'unknown',
  action: string | undefined,
): WorkbookMark {
  const mark = { at, end: at + raw.length, workbook, isRequestLine: isRequestLine(text, at) };
  return { kind: 'workbook', ...mark, ...(action !== undefined && { action }) };
}

function urlAt(text: string, at: number): { raw: string; clean: string } {
  const opener = text[at - 1] ?? '';
  const whole = stickyMatch(opener === "'" ? body : unquotedBody, text, at);
  const isOpenPath = /\/root:\\{0,9}\/[^:]{0,1024}$/i.test(whole.slice(-1100));
  const rest = isOpenPath ? stickyMatch(spacedRest, text, at + whole.length) : '';
  const raw = (whole + rest).replace(whole.includes('(') ? /[,;.'^]{1,9}$/ : ending, '');
  const plain = raw
    .slice(0, longestUrl)
    .replace(/\\{1,9}u00([\da-f]{2})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replace(/\\{1,9}\//g, '/');
  return { raw, clean: opener === '"' && text[at - 2] === '^' ? plain.replaceAll('^', '') : plain };
}

/** What belongs to the text around a URL rather than to it. */
const ending = /[\])},;.'^]{1,9}$/;

function stickyMatch(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** The origin to put before what stands in the text: none for a whole URL or a path of the Graph in use. */
function originOf(text: string, at: number, hosts: HostHeaders): string {
  if (text[at] !== '/') {
    return '';
  }
  const opener = text
    .slice(Math.max(0, at - 4), at)
    .replace(/\\+$/, '')
    .slice(-1);
  const isPath = opener === '' || /[\s"'`=(:,[<>|]/.test(opener) || /\\[nrt]$/.test(opener);
  return isPath ? hosts.originAt(at) : 'unknown://';
}

function workbookOf(url: string, current: GraphTarget): GivenWorkbook | undefined {
  const ownOrigin = current.cloud === 'sandbox' ? current.sandbox.endpoint : undefined;
  try {
    const { address, cloud } = parseWorkbookAddress(url, ownOrigin);
    return isPlain(address)
      ? { target: cloud ? { cloud } : current, address, name: nameOfAddress(address) ?? '' }
      : undefined;
  } catch {
    return undefined;
  }
}

/** False for what a template leaves open, for what was cut off, and for what no id or name can be. */
function isPlain({ drive, item }: WorkbookAddress): boolean {
  const driveId = 'id' in drive ? drive.id : '';
  const isItemPlain =
    item.kind === 'id'
      ? /^[A-Za-z\d][\w!.-]*$/.test(item.id)
      : /\.xl\w{1,3}$/i.test(item.path) && !/[<>|*?"]|\{\{|\$\{|^\{.*\}$/.test(item.path);
  const isDrivePlain = !/[{}<>$*"'`|^:]/.test(driveId);
  return isItemPlain && isDrivePlain && ![driveId, ...Object.values(item)].some(holdsAccessToken);
}

/** The workbooks that a text names, each once, however often its URL comes. */
class Workbooks {
  private readonly byUrl = new Map<string, GivenWorkbook | 'unknown'>();
  private readonly byAddress = new Map<string, GivenWorkbook>();

  constructor(private readonly current: GraphTarget) {}

  find(url: string): GivenWorkbook | 'unknown' {
    const known = this.byUrl.get(url);
    const workbook = known ?? this.read(url);
    if (!known) {
      this.byUrl.set(url, workbook);
    }
    return workbook;
  }

  private read(url: string): GivenWorkbook | 'unknown' {
    const workbook = workbookOf(url, this.current);
    if (!workbook) {
      return 'unknown';
    }
    const key = `${workbook.target.cloud} ${addressKey(workbook.address)}`;
    const known = this.byAddress.get(key) ?? workbook;
    this.byAddress.set(key, known);
    return known;
  }
}

/** True for `POST <url>` in a raw request, an `.http` file or a log; a command has its line to itself. */
function isRequestLine(text: string, at: number): boolean {
  const line =
    text
      .slice(Math.max(0, at - 200), at)
      .split('\n')
      .at(-1) ?? '';
  return /(?:^|[\s>])(?:GET|POST|PUT|PATCH|DELETE)\s+$/.test(line) && !command.test(line);
}

const command = /\bcurl|\bInvoke-|\birm\b|\biwr\b|\bwget\b|-X\s|--request\s|-Method\s/i;
