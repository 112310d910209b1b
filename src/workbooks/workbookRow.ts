import type { FoundItem } from '../model/foundItem';
import type { GivenWorkbook } from '../model/workbookText';
import type { MessageActionId } from '../messages/messageActions';

/** What choosing a row means. */
export type RowChoice =
  | { readonly kind: 'workbook'; readonly workbook: GivenWorkbook }
  | { readonly kind: 'folder'; readonly folder: FoundItem }
  | { readonly kind: 'more'; readonly page: string }
  | { readonly kind: 'link'; readonly url: string }
  | { readonly kind: 'ownDrive' }
  | { readonly kind: 'up' }
  | { readonly kind: 'everywhere' }
  /** What helps where something failed. */
  | { readonly kind: 'act'; readonly action: MessageActionId }
  /** The same again: asking for what was missing, or for the permission to reach all files. */
  | { readonly kind: 'again' }
  | { readonly kind: 'withAllFiles' }
  /** No workbook that can be chosen, as its row says. */
  | { readonly kind: 'refusal' }
  /** There is more, which only another text leads to. */
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
