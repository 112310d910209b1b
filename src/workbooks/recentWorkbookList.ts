import type { SharedState } from '../model/ports';
import {
  readRecent,
  withRecent,
  type RecentWorkbook,
  type RecentWorkbooks,
} from './recentWorkbooks';
import type { GraphCloud } from '../model/workbookSession';

const stateName = 'recentWorkbooks';

/** Keeps the workbooks chosen last, in whichever window. */
export class RecentWorkbookList implements RecentWorkbooks {
  constructor(private readonly state: SharedState) {}

  list(wanted: GraphCloud): readonly RecentWorkbook[] {
    return readRecent(this.state.get(stateName)).filter(({ cloud }) => cloud === wanted);
  }

  async remember(workbook: RecentWorkbook): Promise<void> {
    await this.state.update(stateName, (kept) => withRecent(readRecent(kept), workbook));
  }
}
