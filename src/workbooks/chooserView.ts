import type { Clock } from '../base/clock';
import type { Logger } from '../model/ports';
import type { WorkbookSearch } from './workbookSearch';
import type { GraphTarget } from '../model/workbookSession';
import type { GivenWorkbook, WorkbookText } from '../model/workbookText';
import type { MessageActionId, MessageAction } from '../messages/messageActions';
import type { WorkbookRow } from './workbookRow';
import type { BrowsedFolder } from './workbookRows';

/** What the picker shows. */
export interface ChooserState {
  readonly rows: readonly WorkbookRow[];
  /** True while an answer is awaited. */
  readonly isBusy: boolean;
  /** The way to the folder that is browsed; empty elsewhere. */
  readonly folders: readonly BrowsedFolder[];
}

/** The picker itself. */
export interface ChooserView {
  show(state: ChooserState): void;
  clearText(): void;
  /** Does what may help where something failed. */
  act(action: MessageActionId): void;
  /** The end: a workbook was chosen. */
  close(workbook: GivenWorkbook): void;
}

export interface ChooserDeps {
  readonly search: Pick<WorkbookSearch, 'search' | 'browse' | 'more' | 'resolve'>;
  readonly clock: Clock;
  readonly readText: (text: string) => WorkbookText;
  readonly target: GraphTarget;
  readonly logger: Pick<Logger, 'error'>;
  /** Those of the actions that can be done here. */
  readonly offer: (actions: readonly MessageAction[]) => readonly MessageAction[];
  /** Workbooks that can be chosen without asking anybody. */
  readonly known: readonly GivenWorkbook[];
}
