import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { statusItemId, type CommandId } from '../../contributions';
import type { SessionStatusText } from '../view/sessionStatus';

const showSessions: CommandId = 'workbookSessions.showSessions';

/** The status bar item: the number of sessions and their worst state. */
export class SessionStatusBarItem implements Disposable {
  private readonly item: vscode.StatusBarItem;
  private shown: SessionStatusText | undefined;

  constructor() {
    this.item = vscode.window.createStatusBarItem(statusItemId, vscode.StatusBarAlignment.Left, 50);
    this.item.name = l10n.t('Workbook Sessions');
    this.item.command = showSessions;
  }

  /** Shows the text; hides the item without one. VS Code draws it only if it has changed. */
  render(status: SessionStatusText | undefined): void {
    if (isDeepStrictEqual(status, this.shown)) {
      return;
    }
    this.shown = status;
    if (!status) {
      this.item.hide();
      return;
    }
    this.item.text = status.text;
    this.item.tooltip = status.tooltip;
    this.item.accessibilityInformation = { label: status.accessibilityLabel, role: 'button' };
    this.item.backgroundColor =
      status.severity === 'warning'
        ? new vscode.ThemeColor('statusBarItem.warningBackground')
        : undefined;
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}
