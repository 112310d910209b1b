import type { FolderAddress } from '../model/foundItem';
import { addressOfIds } from '../model/workbook';
import { itemPath } from './workbookUrl';

/** What is asked of each item. */
const select = 'id,name,parentReference,remoteItem,file,folder,package,webUrl';
/** How many results of a search come at once. */
const searchPageSize = 50;
/** The documents' own size of a folder's page. */
const folderPageSize = 200;
/** Nobody types more of a name. */
const longestText = 200;

/** The search in the user's own drive. */
export function searchPath(text: string): string {
  return `/me/drive/root/search(q='${odataText(text)}')?$select=${select}&$top=${searchPageSize}`;
}

/** The list of a folder. @throws WorkbookSessionError `invalidAddress` for ids that could lead elsewhere */
export function childrenPath(folder: FolderAddress): string {
  const start = folder === 'ownRoot' ? '/me/drive/root' : itemPath(addressOfIds(folder));
  return `${start}/children?$select=${select}&$top=${folderPageSize}`;
}

/** What a sharing link or a browser's address leads to. */
export function sharePath(url: string): string {
  return `/shares/${sharingToken(url)}/driveItem?$select=${select}`;
}

/** A text in quotes in a URL: quotes doubled, then encoded (https://docs.oasis-open.org/odata/odata/v4.01/). */
export function odataText(text: string): string {
  return encodeURIComponent(plainWords(text).replaceAll("'", "''")).replaceAll("'", '%27');
}

/** A URL as Graph takes it (https://learn.microsoft.com/graph/api/shares-get). */
export function sharingToken(url: string): string {
  return `u!${Buffer.from(url, 'utf8').toString('base64url')}`;
}

const endings = ['xlsx', 'xlsm', 'xlsb', 'xltx', 'xltm'];

/**
 * The body of a search everywhere, for workbooks whose name or content has words that begin so.
 * Undefined when there is no word in the text.
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
 * The words as the Keyword Query Language takes them: each a quoted phrase, so that none of them is an
 * operator or a property; a quote cannot stand in a phrase.
 * (https://learn.microsoft.com/sharepoint/dev/general-development/keyword-query-language-kql-syntax-reference)
 */
export function keywords(text: string): string | undefined {
  const words = plainWords(text)
    .split(/[\s"“”„*]+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => `"${word}*"`);
  return words.length > 0 ? words.join(' AND ') : undefined;
}

/** Without what no URL and no query can carry. */
function plainWords(text: string): string {
  return text
    .slice(0, longestText)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .trim();
}
