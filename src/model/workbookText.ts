import type { ErrorCode } from './errors';
import type { ItemPlace } from './foundItem';
import type { WorkbookAddress } from './workbook';
import type { Account, GraphTarget, PermissionSet } from './workbookSession';

/** A workbook as the user named it. */
export interface GivenWorkbook {
  readonly target: GraphTarget;
  readonly address: WorkbookAddress;
  /** Until the service has told the real one; empty when the address does not tell. */
  readonly name: string;
  /** Where it lies; absent: not known, unless the address tells. */
  readonly place?: ItemPlace;
  /** Who found it; absent: the account in use. */
  readonly account?: Account;
  /** What it took to find it; absent: `files`. */
  readonly permissions?: PermissionSet;
}

/** What a person typed or pasted to name a workbook. */
export type WorkbookText =
  | { readonly kind: 'words' }
  | { readonly kind: 'workbook'; readonly workbook: GivenWorkbook }
  /** A sharing link, or an address of the browser: the service knows what it leads to. */
  | { readonly kind: 'link'; readonly url: string }
  | { readonly kind: 'refused'; readonly code: ErrorCode };
