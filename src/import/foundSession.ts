import { defined } from '../base/defined';
import { placeOfAddress } from '../model/foundItem';
import type { FoundWorkbook } from '../model/ports';
import { addressOfIds, idsOfAddress } from '../model/workbook';
import { isOwnerKnown, type SessionMode } from '../model/workbookSession';
import type { GivenWorkbook } from '../model/workbookText';

/** How much of a text is searched for sessions, in characters. */
export const longestText = 10 * 1024 * 1024;

/** A session that was found in a text. */
export interface FoundSession {
  readonly sessionId: string;
  /** Absent if the text doesn't say for certain. Then the user is asked. */
  readonly workbook?: GivenWorkbook;
  readonly mode: SessionMode;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
  /** True if the text shows that the session was closed. */
  readonly isClosedInText: boolean;
}

/**
 * True if a lookup can complete the workbook: its name, or its IDs if the owner of the session is known. To
 * another account, the same address may mean another file.
 */
export function canBeIdentified(workbook: GivenWorkbook): boolean {
  const hasIds = idsOfAddress(workbook.address) !== undefined;
  const isIncomplete = workbook.name === '' || !hasIds;
  return isIncomplete && (hasIds || isOwnerKnown(workbook));
}

/** The workbook completed by a lookup. Its place is still the one where the user found it. */
export function identified(
  workbook: GivenWorkbook,
  { name, driveId, itemId, place: placeOfService }: FoundWorkbook,
): GivenWorkbook {
  const place = workbook.place ?? placeOfService ?? placeOfAddress(workbook.address);
  return {
    ...{ ...workbook, name, address: addressOfIds({ driveId, itemId }) },
    ...defined({ place }),
  };
}
