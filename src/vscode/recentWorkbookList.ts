import type * as vscode from 'vscode';
import {
  readRecent,
  withRecent,
  type RecentWorkbook,
  type RecentWorkbooks,
} from '../core/recentWorkbooks';

const stateKey = 'recentWorkbooks';

/** Keeps the workbooks chosen last in VS Code's state; that two windows may write at once loses little. */
export class RecentWorkbookList implements RecentWorkbooks {
  constructor(private readonly state: vscode.Memento) {}

  list(): readonly RecentWorkbook[] {
    return readRecent(this.state.get(stateKey));
  }

  async remember(workbook: RecentWorkbook): Promise<void> {
    await this.state.update(stateKey, withRecent(this.list(), workbook));
  }
}
