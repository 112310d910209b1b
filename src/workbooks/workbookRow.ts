import type { FoundItem } from '../model/foundItem';
import type { GivenWorkbook } from '../model/workbookText';
import type { MessageActionId } from '../messages/messageActions';

/** What happens when the user chooses a row. */
export type RowChoice =
  | { readonly kind: 'workbook'; readonly workbook: GivenWorkbook }
  | { readonly kind: 'folder'; readonly folder: FoundItem }
  | { readonly kind: 'more'; readonly page: string }
  | { readonly kind: 'link'; readonly url: string }
  | { readonly kind: 'ownDrive' }
  | { readonly kind: 'up' }
  | { readonly kind: 'everywhere' }
  /** An action that may help after a failure. */
  | { readonly kind: 'act'; readonly action: MessageActionId }
  /** Asks again, and may open a dialog; `withAllFiles` asks for the permission for all files. */
  | { readonly kind: 'again' }
  | { readonly kind: 'withAllFiles' }
  /** A file that can't be chosen. Its row says why. */
  | { readonly kind: 'refusal' }
  /** Says that only a longer text finds the rest. */
  | { readonly kind: 'typeMore' }
  | { readonly kind: 'none' };

/** A row of the picker, as plain data. */
export interface WorkbookRow {
  readonly choice: RowChoice;
  readonly icon:
    | 'table'
    | 'folder'
    | 'arrow-up'
    | 'loading~spin'
    | 'search'
    | 'link'
    | 'ellipsis'
    | 'info'
    | 'circle-slash'
    | 'warning'
    | 'sign-in'
    | 'gear'
    | 'key'
    | 'copy'
    | 'output'
    | 'arrow-right';
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}
