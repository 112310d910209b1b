import { createHash } from 'node:crypto';
import { type DriveEntries, folded } from './driveEntries';
import { type DriveEntry, driveOfEntry, isBehindLink } from './drives';
import { decoded, type GraphCall, preferencesOf } from './graphCall';
import type { GraphErrorCode } from './sandboxErrors';

/** The web address of the entry: Excel files open in Excel, other entries have their path. */
export function webUrlOf(entry: DriveEntry): string {
  const drive = driveOfEntry(entry);
  if (!isExcelFile(entry)) {
    return [drive.webUrl, ...entry.path.split('/').filter(Boolean).map(encodeURIComponent)].join(
      '/',
    );
  }
  const web = drive.webUrl.slice(0, drive.webUrl.lastIndexOf('/'));
  const file = encodeURIComponent(entry.name);
  return `${web}/_layouts/15/Doc.aspx?sourcedoc=%7B${guidOf(entry)}%7D&file=${file}&action=default&mobileredirect=true`;
}

/** The link that "Copy link" returns for the entry. */
export function sharingLinkOf(entry: DriveEntry): string {
  const { origin, pathname } = new URL(driveOfEntry(entry).webUrl);
  const [kind, owner] = pathname.split('/').filter(Boolean);
  const place = kind === 'sites' ? `s/${owner ?? ''}` : `g/personal/${owner ?? ''}`;
  const letter = entry.kind === 'folder' ? 'f' : 'x';
  const key = createHash('sha256').update(`${entry.itemId} link`).digest('base64url');
  return `${origin}/:${letter}:/${place}/E${key}?e=a4Xk9Q`;
}

/** A sharing URL as a path segment for Graph (reference page `shares-get`). */
export function sharingTokenOf(url: string): string {
  return `u!${Buffer.from(url, 'utf8').toString('base64url')}`;
}

/** The URL in a sharing token; undefined for a malformed token. */
export function urlOfSharingToken(token: string): string | undefined {
  const encoded = /^u!([\w-]+)$/.exec(token)?.[1];
  const url = encoded === undefined ? '' : Buffer.from(encoded, 'base64url').toString('utf8');
  return sharingTokenOf(url) === token && /^https:\/\//i.test(url) && URL.canParse(url)
    ? url
    : undefined;
}

/** The entry behind a browser address or a sharing link. Other parameters of its query don't matter. */
export function entryAtUrl(url: string, entries: DriveEntries): DriveEntry | undefined {
  const { origin, pathname, searchParams } = new URL(url);
  const document = searchParams.get('sourcedoc')?.replaceAll(/[{}]/g, '').toUpperCase();
  const path = folded(decoded(pathname.replace(/^\/:\w:\/r\//, '/')));
  return entries.all.find((entry) => {
    const drive = new URL(driveOfEntry(entry).webUrl);
    return (
      drive.origin === origin &&
      (document === undefined
        ? [decoded(drive.pathname), entry.path].filter(Boolean).map(folded).join('/') === path ||
          new URL(sharingLinkOf(entry)).pathname === pathname
        : isExcelFile(entry) && guidOf(entry) === document)
    );
  });
}

/** The links that the user redeemed (reference page `shares-get`, header `Prefer`). */
export class RedeemedLinks {
  private readonly redeemed = new Set<string>();

  /** Redeems the link if the call prefers that. `redeemSharingLinkIfNecessary` gives access for one call. */
  refuse(call: GraphCall): GraphErrorCode | undefined {
    const { entry } = call;
    if (!entry || !isBehindLink(entry)) {
      return undefined;
    }
    const preferences = isLinkTo(entry, call) ? preferencesOf(call.request) : [];
    if (preferences.includes('redeemsharinglink')) {
      this.redeemed.add(entry.itemId);
    }
    const isOpen =
      this.redeemed.has(entry.itemId) || preferences.includes('redeemsharinglinkifnecessary');
    return isOpen ? undefined : 'accessDenied';
  }
}

function isExcelFile({ kind, name }: DriveEntry): boolean {
  return kind === 'file' && /\.xls[xmb]?$/i.test(name);
}

/** SharePoint's id of the document. */
function guidOf({ itemId }: DriveEntry): string {
  const hex = createHash('sha256').update(itemId).digest('hex').slice(0, 32).toUpperCase();
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** True for the sharing link itself. A browser address of the entry gives no access. */
function isLinkTo(entry: DriveEntry, { request, target }: GraphCall): boolean {
  const isShare = request.action === 'getSharedItem';
  const url = isShare ? urlOfSharingToken(target.argument) : undefined;
  return url !== undefined && new URL(url).pathname === new URL(sharingLinkOf(entry)).pathname;
}
