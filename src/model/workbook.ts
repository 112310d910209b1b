import { check, object, pipe, string } from 'valibot';
import { WorkbookSessionError } from './errors';

/** The drive in which a workbook lies, in the forms that Graph's workbook calls take. */
export type DriveAddress =
  | { readonly kind: 'drive' | 'user' | 'site' | 'group'; readonly id: string }
  | { readonly kind: 'me' };

/** The file in its drive: by its id, or by its path from the drive's root (segments not encoded). */
export type ItemAddress =
  { readonly kind: 'id'; readonly id: string } | { readonly kind: 'path'; readonly path: string };

/** Where a workbook is, in the form in which it was given. */
export interface WorkbookAddress {
  readonly drive: DriveAddress;
  readonly item: ItemAddress;
}

/** The one form that stays true whoever asks: drive id and item id. */
export interface WorkbookIds {
  readonly driveId: string;
  readonly itemId: string;
}

/** The ids as an address. */
export function addressOfIds({ driveId, itemId }: WorkbookIds): WorkbookAddress {
  return { drive: { kind: 'drive', id: driveId }, item: { kind: 'id', id: itemId } };
}

/** The ids, when the address already has that form. */
export function idsOfAddress({ drive, item }: WorkbookAddress): WorkbookIds | undefined {
  return drive.kind === 'drive' && item.kind === 'id'
    ? { driveId: drive.id, itemId: item.id }
    : undefined;
}

/** The same text for the same address. */
export function addressKey({ drive, item }: WorkbookAddress): string {
  return JSON.stringify([
    drive.kind,
    'id' in drive ? drive.id : '',
    item.kind,
    'id' in item ? item.id : item.path,
  ]);
}

const longestSegment = 1024;
/** Control and line-separating characters, and lone surrogates that no URL can carry. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

/** True when the text can stand as one segment of a URL path without changing where the request goes. */
export function isSafeSegment(segment: string): boolean {
  return (
    segment.length > 0 &&
    segment.length <= longestSegment &&
    !/^[.\s]+$/.test(segment) &&
    !/[/\\]/.test(segment) &&
    !unprintable.test(segment)
  );
}

/** A text that is safe as one segment of a URL path. */
export const safeSegment = pipe(string(), check(isSafeSegment));

/** The ids of a workbook, both of them safe to send. */
export const workbookIds = object({ driveId: safeSegment, itemId: safeSegment });

/** True when each part of the address is safe to send. */
export function isSafeAddress({ drive, item }: WorkbookAddress): boolean {
  const itemSegments = item.kind === 'id' ? [item.id] : item.path.split('/');
  const segments = 'id' in drive ? [drive.id, ...itemSegments] : itemSegments;
  return segments.every(isSafeSegment);
}

/**
 * Gives the address back when each of its parts is safe to send.
 * @throws WorkbookSessionError `invalidAddress`
 */
export function checkedAddress(address: WorkbookAddress): WorkbookAddress {
  if (!isSafeAddress(address)) {
    throw new WorkbookSessionError('invalidAddress');
  }
  return address;
}
