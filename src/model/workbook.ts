import { check, object, pipe, string } from 'valibot';
import { WorkbookSessionError } from './errors';

/** The drive of a workbook, in the forms that Graph's workbook calls accept. */
export type DriveAddress =
  | { readonly kind: 'drive' | 'user' | 'site' | 'group'; readonly id: string }
  | { readonly kind: 'me' };

/** A file in its drive, by its id or by its path from the drive's root. The path is not encoded. */
export type ItemAddress =
  { readonly kind: 'id'; readonly id: string } | { readonly kind: 'path'; readonly path: string };

/** The address of a workbook, in the form that the user chose. */
export interface WorkbookAddress {
  readonly drive: DriveAddress;
  readonly item: ItemAddress;
}

/** The drive id and item id of a workbook. They mean the same workbook for every account. */
export interface WorkbookIds {
  readonly driveId: string;
  readonly itemId: string;
}

/** The ids as an address. */
export function addressOfIds({ driveId, itemId }: WorkbookIds): WorkbookAddress {
  return { drive: { kind: 'drive', id: driveId }, item: { kind: 'id', id: itemId } };
}

/** The ids, if the address has that form. */
export function idsOfAddress({ drive, item }: WorkbookAddress): WorkbookIds | undefined {
  return drive.kind === 'drive' && item.kind === 'id'
    ? { driveId: drive.id, itemId: item.id }
    : undefined;
}

/** A key that is the same for equal addresses. */
export function addressKey({ drive, item }: WorkbookAddress): string {
  return JSON.stringify([
    drive.kind,
    'id' in drive ? drive.id : '',
    item.kind,
    'id' in item ? item.id : item.path,
  ]);
}

const longestSegment = 1024;
/** Control characters, line separators, and lone surrogates, which a URL can't contain. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

/** True when the text stays one segment of a URL path and can't lead to another path. */
export function isSafeSegment(segment: string): boolean {
  return (
    segment.length > 0 &&
    segment.length <= longestSegment &&
    !/^[.\s]+$/.test(segment) &&
    !/[/\\]/.test(segment) &&
    !unprintable.test(segment)
  );
}

const safeSegment = pipe(string(), check(isSafeSegment));

/** The ids of a workbook, if both are safe to send. */
export const workbookIds = object({ driveId: safeSegment, itemId: safeSegment });

/** True when every part of the address is safe to send. */
export function isSafeAddress({ drive, item }: WorkbookAddress): boolean {
  const itemSegments = item.kind === 'id' ? [item.id] : item.path.split('/');
  const segments = 'id' in drive ? [drive.id, ...itemSegments] : itemSegments;
  return segments.every(isSafeSegment);
}

/**
 * Returns the address if every part is safe to send.
 * @throws WorkbookSessionError `invalidAddress`
 */
export function checkedAddress(address: WorkbookAddress): WorkbookAddress {
  if (!isSafeAddress(address)) {
    throw new WorkbookSessionError('invalidAddress');
  }
  return address;
}
