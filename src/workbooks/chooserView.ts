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
  /** True until the answer arrives. */
  readonly isBusy: boolean;
  /** The path to the folder that is browsed; empty elsewhere. */
  readonly folders: readonly BrowsedFolder[];
}

/** What the chooser needs of the picker. */
export interface ChooserView {
  show(state: ChooserState): void;
  clearText(): void;
  /** Runs an action that may help after a failure. */
  act(action: MessageActionId): void;
  /** Ends with the chosen workbook. */
  close(workbook: GivenWorkbook): void;
}

/** What a chooser is built from. */
export interface ChooserDeps {
  readonly search: Pick<WorkbookSearch, 'search' | 'browse' | 'more' | 'resolve'>;
  readonly clock: Clock;
  readonly readText: (text: string) => WorkbookText;
  readonly target: GraphTarget;
  readonly logger: Pick<Logger, 'error'>;
  /** Filters the actions that can be done here. */
  readonly offer: (actions: readonly MessageAction[]) => readonly MessageAction[];
  /** Workbooks that can be chosen without a request. */
  readonly known: readonly GivenWorkbook[];
}
