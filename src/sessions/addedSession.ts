import { defined } from '../base/defined';
import { placeOfAddress } from '../model/foundItem';
import type { FoundWorkbook } from '../model/ports';
import { addressOfIds, idsOfAddress } from '../model/workbook';
import { isOwnerKnown } from '../model/workbookSession';
import type { GivenWorkbook } from '../model/workbookText';

/**
 * True when the service can tell more of a workbook than is known: its name, or its ids to the account that
 * owns the session. To another account the same address may mean another file.
 */
export function canBeIdentified(workbook: GivenWorkbook): boolean {
  const hasIds = idsOfAddress(workbook.address) !== undefined;
  const isIncomplete = workbook.name === '' || !hasIds;
  return isIncomplete && (hasIds || isOwnerKnown(workbook));
}

/** The workbook as the service knows it; where it lies, as the user found it. */
export function identified(
  workbook: GivenWorkbook,
  { name, driveId, itemId, place: told }: FoundWorkbook,
): GivenWorkbook {
  const place = workbook.place ?? told ?? placeOfAddress(workbook.address);
  return {
    ...{ ...workbook, name, address: addressOfIds({ driveId, itemId }) },
    ...defined({ place }),
  };
}
