import { toWorkbookSessionError } from '../core/errors';
import type { GraphTarget } from '../core/workbookSession';
import type { WorkbookText } from '../core/workbookText';
import { readPastedSession } from './pastedSession';
import { longestPaste } from './workbookAddressParser';

/** Tells words to search for from a link, and both from an address in Graph or a pair of ids. */
export function readWorkbookText(text: string, current: GraphTarget): WorkbookText {
  if (text.length > longestPaste) {
    return { kind: 'refused', code: 'invalidAddress' };
  }
  const given = /^["'<]?(.*?)["'>]?$/s.exec(text.trim())?.[1] ?? '';
  return readLink(given, current) ?? readAddress(given, current);
}

/** Hosts of OneDrive and SharePoint for work and school, cloud by cloud; links to them are for Graph to read. */
const sharePointHost = /^[\w-]+\.sharepoint(?:\.com|\.us|-mil\.us)$/;
/** The sandbox's, in a domain that nobody owns. */
const sandboxHost = /^[\w-]+\.sharepoint\.example$/;
const personalHost = /^(?:1drv\.ms|(?:[\w-]+\.)?onedrive\.live\.com|d\.docs\.live\.net)$/;

function readLink(text: string, target: GraphTarget): WorkbookText | undefined {
  const url = /^https:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url && personalHost.test(url.hostname)) {
    return { kind: 'refused', code: 'personalOneDrive' };
  }
  return url && isWorkAddress(url, target) ? { kind: 'link', url: text } : undefined;
}

function isWorkAddress({ hostname, host, username, password }: URL, target: GraphTarget): boolean {
  const isKnown =
    sharePointHost.test(hostname) || (target.cloud === 'sandbox' && sandboxHost.test(hostname));
  return isKnown && host === hostname && username + password === '';
}

/** A URL, the path of one, or a drive id with more behind it. Two plain words are words. */
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
