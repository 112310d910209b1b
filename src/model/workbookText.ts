import type { ErrorCode } from './errors';
import type { ItemPlace } from './foundItem';
import type { WorkbookAddress } from './workbook';
import type { Account, GraphTarget, PermissionSet } from './workbookSession';

/** A workbook that the user named or chose. */
export interface GivenWorkbook {
  readonly target: GraphTarget;
  readonly address: WorkbookAddress;
  /** The name in the address, until the service sends the real one. May be empty. */
  readonly name: string;
  /** The workbook's place; absent when unknown, unless the address contains it. */
  readonly place?: ItemPlace;
  /** The account that found it; absent: the account in use. */
  readonly account?: Account;
  /** The permissions that it needs; absent: `files`. */
  readonly permissions?: PermissionSet;
}

/** The meaning of a text that the user typed or pasted to name a workbook. */
export type WorkbookText =
  | { readonly kind: 'words' }
  | { readonly kind: 'workbook'; readonly workbook: GivenWorkbook }
  /** A sharing link or a browser address, which the service resolves. */
  | { readonly kind: 'link'; readonly url: string }
  | { readonly kind: 'refused'; readonly code: ErrorCode };
