import type { FolderAddress } from '../model/foundItem';
import { addressOfIds } from '../model/workbook';
import { itemPath } from './workbookUrl';

/** The properties that we read of each item. */
const select = 'id,name,parentReference,remoteItem,file,folder,package,webUrl';
const searchPageSize = 50;
/** Graph's own default for a folder. */
const folderPageSize = 200;
/** The longest text that is searched for, in characters. Names are shorter. */
const longestText = 200;

/** The path of a search in the user's own drive. */
export function searchPath(text: string): string {
  return `/me/drive/root/search(q='${odataText(text)}')?$select=${select}&$top=${searchPageSize}`;
}

/** The path of a folder's items. @throws WorkbookSessionError `invalidAddress` for unsafe ids */
export function childrenPath(folder: FolderAddress): string {
  const start = folder === 'ownRoot' ? '/me/drive/root' : itemPath(addressOfIds(folder));
  return `${start}/children?$select=${select}&$top=${folderPageSize}`;
}

/** The path of the item behind a sharing link or a browser address. */
export function sharePath(url: string): string {
  return `/shares/${sharingToken(url)}/driveItem?$select=${select}`;
}

/** A text for a quoted string in a URL: quotes doubled, then encoded (https://docs.oasis-open.org/odata/odata/v4.01/). */
export function odataText(text: string): string {
  return encodeURIComponent(plainWords(text).replaceAll("'", "''")).replaceAll("'", '%27');
}

/** A URL as a sharing token (https://learn.microsoft.com/graph/api/shares-get). */
export function sharingToken(url: string): string {
  return `u!${Buffer.from(url, 'utf8').toString('base64url')}`;
}

const endings = ['xlsx', 'xlsm', 'xlsb', 'xltx', 'xltm'];

/**
 * The body of a search in all drives, for workbooks with words in their name or content that begin with
 * those of the text. Undefined when the text has no words.
 */
export function searchBody(text: string): string | undefined {
  const words = keywords(text);
  if (words === undefined) {
    return undefined;
  }
  const fileTypes = endings.map((ending) => `filetype:${ending}`).join(' OR ');
  const query = { queryString: `${words} AND (${fileTypes})` };
  return JSON.stringify({
    requests: [{ entityTypes: ['driveItem'], query, from: 0, size: searchPageSize }],
  });
}

/**
 * The words in the Keyword Query Language. Each is a quoted phrase, so that none is read as an operator or
 * a property. A phrase can't contain a quote.
 * (https://learn.microsoft.com/sharepoint/dev/general-development/keyword-query-language-kql-syntax-reference)
 */
export function keywords(text: string): string | undefined {
  const words = plainWords(text)
    .split(/[\s"“”„*]+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => `"${word}*"`);
  return words.length > 0 ? words.join(' AND ') : undefined;
}

/** The text without characters that a URL or a query can't contain. */
function plainWords(text: string): string {
  return text
    .slice(0, longestText)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .trim();
}
