import type * as vscode from 'vscode';
import {
  readRecent,
  withRecent,
  type RecentWorkbook,
  type RecentWorkbooks,
} from '../core/recentWorkbooks';
import type { GraphCloud } from '../core/workbookSession';

const stateKey = 'recentWorkbooks';

/** Keeps the workbooks chosen last in VS Code's state; that two windows may write at once loses little. */
export class RecentWorkbookList implements RecentWorkbooks {
  constructor(private readonly state: vscode.Memento) {}

  list(wanted: GraphCloud): readonly RecentWorkbook[] {
    return this.all().filter(({ cloud }) => cloud === wanted);
  }

  async remember(workbook: RecentWorkbook): Promise<void> {
    await this.state.update(stateKey, withRecent(this.all(), workbook));
  }

  private all(): readonly RecentWorkbook[] {
    return readRecent(this.state.get(stateKey));
  }
}
