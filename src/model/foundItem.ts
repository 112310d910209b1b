import { check, literal, pipe, string, transform } from 'valibot';
import { defined } from '../base/defined';
import { ifValid, jsonObject } from '../base/schema';
import type { DriveAddress, WorkbookAddress, WorkbookIds } from './workbook';

/** Something in a drive, as a search, a folder or a link gives it. */
export interface FoundItem extends WorkbookIds {
  readonly kind: 'workbook' | 'folder' | 'other';
  readonly name: string;
  readonly place: ItemPlace;
  /** True for an Excel file in the format before Office Open XML, which has no sessions. */
  readonly isOldFormat?: boolean;
}

/** Where an item lies, as far as that is known. A folder alone is one of the user's own drive. */
export interface ItemPlace {
  /** The folder's path from the drive's root; empty for the root itself. */
  readonly folder?: string;
  /** The site, for example `contoso.sharepoint.com/sites/team`, or whose drive it is. */
  readonly site?: string;
  /** True when it may be in any drive: nothing is known but the folder. */
  readonly isOtherDrive?: true;
}

/** A part of a list that may be long. */
export interface FoundPage {
  readonly items: readonly FoundItem[];
  /** Names what comes next, to be handed back as it is. */
  readonly nextPage?: string;
  /** True when the service found more than it tells. */
  readonly isCut?: true;
}

/** A folder that can be looked into: the root of the user's own drive, or any by its ids. */
export type FolderAddress = 'ownRoot' | WorkbookIds;

/** True for what is worth a row: an old workbook is, too, so that nobody misses it. */
export function isOfInterest({ kind, isOldFormat }: FoundItem): boolean {
  return kind !== 'other' || isOldFormat === true;
}

/** Where a link may lead to. */
export const anyDrive: Pick<FoundItem, 'place'> = { place: { isOtherDrive: true } };

/** The item of a folder: the service does not say again in which site that is. */
export function withPlaceIn(
  folder: 'ownRoot' | Pick<FoundItem, 'place'>,
  item: FoundItem,
): FoundItem {
  const { site, isOtherDrive } = folder === 'ownRoot' ? {} : folder.place;
  return {
    ...item,
    place: {
      ...defined({ site, isOtherDrive }),
      ...item.place,
    },
  };
}

/** What an address tells of the place; undefined when that is nothing. */
export function placeOfAddress({ drive, item }: WorkbookAddress): ItemPlace | undefined {
  const site = siteOfDrive(drive);
  const folder = item.kind === 'path' ? item.path.split('/').slice(0, -1).join('/') : undefined;
  const place: ItemPlace = defined({ folder, site });
  if (Object.keys(place).length === 0) {
    return undefined;
  }
  return drive.kind === 'me' || site !== undefined ? place : { ...place, isOtherDrive: true };
}

/** The user, or the site with what tells it from others: its id is a host and two GUIDs, the last its own. */
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

/** How long a name, a folder or a site can be, in characters. */
export const longestName = 400;

/** A name, a folder or a site; what is longer is cut. */
export const shortName = pipe(
  string(),
  transform((name) => name.slice(0, longestName)),
);

/** What of a kept value can be a place. Where nothing can, the value does not fit. */
export const itemPlace = pipe(
  jsonObject({
    folder: ifValid(shortName),
    site: ifValid(shortName),
    isOtherDrive: ifValid(literal(true)),
  }),
  transform((place): ItemPlace => defined(place)),
  check((place) => Object.keys(place).length > 0),
);

/** Each item once, where it came first. */
export function withoutRepeated(items: readonly FoundItem[]): readonly FoundItem[] {
  const first = new Map<string, FoundItem>();
  for (const item of items) {
    const key = JSON.stringify([item.driveId, item.itemId]);
    first.set(key, first.get(key) ?? item);
  }
  return [...first.values()];
}
