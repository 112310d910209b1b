import type { GraphTarget } from '../model/workbookSession';
import type { GivenWorkbook } from '../model/workbookText';
import { addressKey, type WorkbookAddress } from '../model/workbook';
import { nameOfAddress, parseWorkbookAddress } from '../graph/workbookAddressParser';
import { holdsAccessToken } from './accessTokensInText';
import { unescaped } from './sessionIdsInText';
import type { Mark } from './textParts';
import { ValuesInText } from './valuesInText';

/** The URL of a workbook where it stands in a text. */
export interface WorkbookUrlMark extends Mark {
  /** A path alone belongs to the host of its request. */
  readonly url: string;
  /** What is called on the workbook, in small letters; absent when the URL is of the file alone. */
  readonly action: string | undefined;
}

/**
 * A URL, a path, or the end of a path whose beginning is a variable. A quote inside a word belongs to a
 * file's name. Names with spaces, which people do not encode, go on until `:/workbook`.
 */
const pattern = new RegExp(
  [
    String.raw`(?:https?:(?:\\{0,9}/){2}`,
    String.raw`|(?<=(?:^|[\s"'\`=(:,[<>|]|\\[nrt])\\{0,9})/(?=(?:v1\.0|beta|me|drives|users|sites|groups)\\{0,9}/)`,
    String.raw`|(?<=[\w})>:"'])/workbook\\{0,9}/(?=\w))`,
    String.raw`(?:[^\s"'\`\\<>|]|'(?=[\w%])|\\{1,9}(?:/|u00[\da-f]{2})){1,9000}`,
    String.raw`(?:(?<=/root:\\{0,9}/[^:\s]{0,1024})[^"\`\r\n:<>|]{1,1024}:\\{0,9}/workbook[\w/\\]{0,1024})?`,
  ].join(''),
  'gi',
);
const longestUrl = 8192;
const isItem = /\/(?:items\/|root:)|^\/workbook\/|\/workbook\/\w*session/i;

/** The URLs of workbooks in a text, in their order. */
export function workbookUrlsIn(text: string): readonly WorkbookUrlMark[] {
  return Array.from(text.matchAll(pattern)).flatMap(({ index: at, 0: all }) => {
    const raw = all.replace(/[\])},;.'^]{1,9}$/, '');
    const url = raw.length > longestUrl ? '' : unescaped(raw);
    const action = /\/workbook(?:\/(\w*)|(?=[?#(]|$))/i.exec(url);
    const called = action ? (action[1] ?? '').toLowerCase() : undefined;
    return isItem.test(url) ? [{ at, end: at + raw.length, url, action: called }] : [];
  });
}

/** The `Host` header of a request. */
export const hostHeader =
  /(?<=^|[^\w-]|\\[nrt])(?:host|:authority)\\{0,9}["']?[ \t]{0,99}[:=][ \t]{0,99}\\{0,9}["']?([^\s"'\\,;]{1,255})/gi;

/** The origins that the `Host` headers in a text name. */
export function originsIn(text: string): ValuesInText<string> {
  return new ValuesInText(
    Array.from(text.matchAll(hostHeader), ({ index: at, 1: name = '' }) => {
      // Only stand-ins on this machine do without TLS.
      const scheme = /^(?:127\.|\[::1\])/.test(name) ? 'http' : 'https';
      return { at, value: `${scheme}://${name.toLowerCase()}` };
    }),
  );
}

/** A workbook that a text names; `unknown` when its host is foreign or its address is not whole. */
export type NamedWorkbook = GivenWorkbook | 'unknown';

/**
 * Reads each URL once; gives the same object for the same workbook. Only Graph itself, cloud by cloud, and
 * the sandbox in use are known hosts; a URL without a host belongs to `current`.
 */
export function workbookReader(current: GraphTarget): (url: string) => NamedWorkbook {
  const byUrl = new Map<string, NamedWorkbook>();
  const byAddress = new Map<string, GivenWorkbook>();
  const ownOrigin = current.cloud === 'sandbox' ? current.sandbox.endpoint : undefined;
  const read = (url: string): NamedWorkbook => {
    try {
      const { address, cloud } = parseWorkbookAddress(url, ownOrigin);
      const target: GraphTarget = cloud ? { cloud } : current;
      const name = nameOfAddress(address) ?? '';
      const key = `${cloud ?? ''} ${addressKey(address)}`;
      const workbook = byAddress.get(key) ?? { target, address, name };
      byAddress.set(key, workbook);
      return isWhole(address) ? workbook : 'unknown';
    } catch {
      return 'unknown';
    }
  };
  return (url) => {
    const workbook = byUrl.get(url) ?? read(url);
    byUrl.set(url, workbook);
    return workbook;
  };
}

/** False for what a template leaves open, for what was cut off, and for what no id or name can be. */
function isWhole({ drive, item }: WorkbookAddress): boolean {
  const driveId = 'id' in drive ? drive.id : '';
  const isItemWhole =
    item.kind === 'id'
      ? /^[A-Za-z\d][\w!.-]*$/.test(item.id)
      : /\.xl\w{1,3}$/i.test(item.path) && !/[<>|*?"]|\{\{|\$\{|^\{.*\}$/.test(item.path);
  const isDriveWhole = !/[{}<>$*"'`|^:]/.test(driveId);
  return isItemWhole && isDriveWhole && ![driveId, ...Object.values(item)].some(holdsAccessToken);
}
