import { check, literal, pipe, string, transform } from 'valibot';
import { defined } from '../base/defined';
import { ifValid, jsonObject } from '../base/schema';
import type { DriveAddress, WorkbookAddress, WorkbookIds } from './workbook';

/** An item of a drive, found by a search, in a folder or through a link. */
export interface FoundItem extends WorkbookIds {
  readonly kind: 'workbook' | 'folder' | 'other';
  readonly name: string;
  readonly place: ItemPlace;
  /** True for an Excel file in the format before Office Open XML, which has no sessions. */
  readonly isOldFormat?: boolean;
}

/** Where an item is, as far as known. A folder without a site is in the user's own drive. */
export interface ItemPlace {
  /** The folder's path from the drive's root; empty for the root itself. */
  readonly folder?: string;
  /** The site, for example `contoso.sharepoint.com/sites/team`, or the user whose drive it is. */
  readonly site?: string;
  /** True when the item may be in any drive. */
  readonly isOtherDrive?: true;
}

/** One page of a list. */
export interface FoundPage {
  readonly items: readonly FoundItem[];
  /** Identifies the next page; passed back to the service unchanged. */
  readonly nextPage?: string;
  /** True when the service found more than it lists. */
  readonly isCut?: true;
}

/** A folder to list: the root of the user's own drive, or a folder by its ids. */
export type FolderAddress = 'ownRoot' | WorkbookIds;

/** True for items to show. A workbook in the old format is shown too, so that nobody misses it. */
export function isOfInterest({ kind, isOldFormat }: FoundItem): boolean {
  return kind !== 'other' || isOldFormat === true;
}

/** The place of an item behind a link, which may be in any drive. */
export const anyDrive: Pick<FoundItem, 'place'> = { place: { isOtherDrive: true } };

/** The item of a folder, with the folder's site. The service doesn't repeat the site for each item. */
export function withPlaceIn(
  folder: 'ownRoot' | Pick<FoundItem, 'place'>,
  item: FoundItem,
): FoundItem {
  const { site, isOtherDrive } = folder === 'ownRoot' ? {} : folder.place;
  return {
    ...item,
    place: { ...defined({ site, isOtherDrive }), ...item.place },
  };
}

/** The place that an address contains; undefined when it contains none. */
export function placeOfAddress({ drive, item }: WorkbookAddress): ItemPlace | undefined {
  const site = siteOfDrive(drive);
  const folder = item.kind === 'path' ? item.path.split('/').slice(0, -1).join('/') : undefined;
  const place: ItemPlace = defined({ folder, site });
  if (Object.keys(place).length === 0) {
    return undefined;
  }
  return drive.kind === 'me' || site !== undefined ? place : { ...place, isOtherDrive: true };
}

/** The user, or the site. A site's id is its host and two GUIDs, of which the last is its own. */
function siteOfDrive(drive: DriveAddress): string | undefined {
  switch (drive.kind) {
    case 'user':
      return drive.id;
    case 'site': {
      const [host, ...guids] = drive.id.split(',');
      const guid = guids.at(-1)?.slice(0, 8);
      return guid === undefined ? host : `${host} (${guid})`;
    }
    default:
      return undefined;
  }
}

const longestName = 400;

/** A name, a folder or a site, cut to 400 characters. */
export const shortName = pipe(
  string(),
  transform((name) => name.slice(0, longestName)),
);

/** The valid parts of a stored place. A value without any valid part doesn't fit. */
export const itemPlace = pipe(
  jsonObject({
    folder: ifValid(shortName),
    site: ifValid(shortName),
    isOtherDrive: ifValid(literal(true)),
  }),
  transform((place): ItemPlace => defined(place)),
  check((place) => Object.keys(place).length > 0),
);

/** The items without duplicates, in the order of their first occurrence. */
export function withoutRepeated(items: readonly FoundItem[]): readonly FoundItem[] {
  const first = new Map<string, FoundItem>();
  for (const item of items) {
    const key = JSON.stringify([item.driveId, item.itemId]);
    first.set(key, first.get(key) ?? item);
  }
  return [...first.values()];
}
