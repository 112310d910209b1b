import { toWorkbookSessionError, type ErrorCode } from '../model/errors';
import { cloudOfSharePointHost } from '../model/webUrl';
import type { GraphTarget } from '../model/workbookSession';
import type { WorkbookText } from '../model/workbookText';
import { readPastedSession } from './pastedSession';
import { longestPaste } from '../graph/workbookAddressParser';

/** Reads what the user typed or pasted: words to search for, a link, an address in Graph, or two IDs. */
export function readWorkbookText(text: string, current: GraphTarget): WorkbookText {
  if (text.length > longestPaste) {
    return { kind: 'refused', code: 'invalidAddress' };
  }
  const unquoted = /^["'<]?(.*?)["'>]?$/s.exec(text.trim())?.[1] ?? '';
  return readLink(unquoted, current) ?? readAddress(unquoted, current);
}

/** The sandbox uses a domain that nobody can own. */
const sandboxHost = /^[\w-]+\.sharepoint\.example$/;
const personalHost = /^(?:1drv\.ms|(?:[\w-]+\.)?onedrive\.live\.com|d\.docs\.live\.net)$/;
const hostInChina = /^[\w-]+\.sharepoint\.cn$/;

/** The Graph of a cloud can resolve links to OneDrive and SharePoint for work or school in that cloud. */
function readLink(text: string, target: GraphTarget): WorkbookText | undefined {
  const url = /^https:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.host !== url.hostname || url.username + url.password !== '') {
    return undefined;
  }
  const code = refusalOf(url.host, target);
  if (code) {
    return { kind: 'refused', code };
  }
  return isWorkHost(url.host, target) ? { kind: 'link', url: text } : undefined;
}

function refusalOf(host: string, { cloud }: GraphTarget): ErrorCode | undefined {
  if (personalHost.test(host)) {
    return 'personalOneDrive';
  }
  if (hostInChina.test(host)) {
    return 'cloudWithoutWorkbooks';
  }
  const linkCloud = cloudOfSharePointHost(host);
  return linkCloud && cloud !== 'sandbox' && linkCloud !== cloud ? 'linkOfOtherCloud' : undefined;
}

function isWorkHost(host: string, { cloud }: GraphTarget): boolean {
  const isOfSandbox = cloud === 'sandbox' && sandboxHost.test(host);
  return isOfSandbox || cloudOfSharePointHost(host) !== undefined;
}

/** A URL, the path of a URL, or a drive ID with more behind it. Two plain words are words. */
const looksLikeAddress =
  /:\/\/|^\/|^(?:(?:v1\.0|beta)\/)?(?:me|drives|users|sites|groups)\/|^b![\w-]{8,}[\s,;/]/i;

function readAddress(text: string, current: GraphTarget): WorkbookText {
  if (!looksLikeAddress.test(text)) {
    return { kind: 'words' };
  }
  try {
    const { workbook } = readPastedSession(text, current);
    return workbook ? { kind: 'workbook', workbook } : { kind: 'refused', code: 'invalidAddress' };
  } catch (error) {
    return { kind: 'refused', code: toWorkbookSessionError(error).code };
  }
}
