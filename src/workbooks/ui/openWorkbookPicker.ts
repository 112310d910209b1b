import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { defined } from '../../base/defined';
import type { Disposable } from '../../base/disposable';
import type { GivenWorkbook } from '../../model/workbookText';
import { messageAction, type MessageActionId } from '../../messages/messageActions';
import type { WorkbookRow } from '../workbookRow';
import { pathText } from '../workbookRows';
import type { ChooserDeps, ChooserState, ChooserView } from '../chooserView';
import type { ErrorPresenter } from '../../window/errorPresenter';
import { WorkbookChooser } from '../workbookChooser';

interface RowItem extends vscode.QuickPickItem {
  readonly row: WorkbookRow;
}

/** These actions end the picker. The user may open it again afterwards. */
const leadingAway: ReadonlySet<MessageActionId> = new Set(['setUpSignIn', 'startSandbox']);

/** A picker on the screen. It keeps its rows while another action hides it. */
export class OpenWorkbookPicker implements ChooserView, Disposable {
  private readonly picker = vscode.window.createQuickPick<RowItem>();
  private readonly chooser: WorkbookChooser;
  private answer: ((workbook: GivenWorkbook | undefined) => void) | undefined;
  /** Set while an action runs that may hide the picker. */
  private away: { isHidden: boolean } | undefined;

  constructor(
    private readonly title: string,
    deps: Omit<ChooserDeps, 'offer'>,
    private readonly presenter: Pick<ErrorPresenter, 'buttonsOf'>,
  ) {
    this.picker.placeholder = l10n.t('Type to search, or paste a link, an address or IDs');
    this.picker.ignoreFocusOut = true;
    const offer: ChooserDeps['offer'] = (actions) => presenter.buttonsOf(actions);
    this.chooser = new WorkbookChooser({ ...deps, offer }, this);
    this.picker.onDidChangeValue((text) => this.chooser.type(text));
    this.picker.onDidAccept(() => {
      this.chooser.accept(this.picker.value, this.picker.selectedItems[0]?.row);
    });
    this.picker.onDidHide(() => {
      this.hidden();
    });
  }

  /** Waits for the user's choice; undefined if the user cancels. Can be called again for another choice. */
  next(): Promise<GivenWorkbook | undefined> {
    const isBack = this.answer !== undefined;
    return new Promise((resolve) => {
      this.answer = resolve;
      this.picker.show();
      if (isBack) {
        this.chooser.resume('same');
      }
    });
  }

  close(workbook: GivenWorkbook): void {
    this.answer?.(workbook);
  }

  show({ rows, isBusy, folders }: ChooserState): void {
    showRows(this.picker, rows);
    this.picker.busy = isBusy;
    this.picker.title = folders.length === 0 ? this.title : `${this.title}: ${pathText(folders)}`;
  }

  clearText(): void {
    this.picker.value = '';
  }

  act(action: MessageActionId): void {
    const [button] = this.presenter.buttonsOf([messageAction(action)]);
    if (leadingAway.has(action)) {
      this.answer?.(undefined);
      void button?.press();
    } else if (button) {
      void this.actAndComeBack(() => button.press());
    }
  }

  dispose(): void {
    this.chooser.dispose();
    this.picker.dispose();
  }

  private async actAndComeBack(act: () => Promise<void>): Promise<void> {
    const away = { isHidden: false };
    this.away = away;
    await act();
    this.away = undefined;
    if (away.isHidden) {
      this.picker.show();
      this.chooser.resume('any');
    }
  }

  private hidden(): void {
    if (this.away) {
      this.away.isHidden = true;
    } else {
      this.answer?.(undefined);
    }
  }
}

/** Shows rows. If rows were only added, the list keeps its position, with the first new row active. */
function showRows(picker: vscode.QuickPick<RowItem>, rows: readonly WorkbookRow[]): void {
  const shown = picker.items.map(({ row }) => row);
  const common = shown.slice(0, rows.length);
  const isSame = common.length > 1 && common.every((row, index) => row === rows[index]);
  const items = rows.map(itemOf);
  const firstNew = isSame ? items[shown.length] : undefined;
  picker.keepScrollPosition = isSame && !firstNew;
  picker.items = items;
  const active = firstNew ?? (isSame ? undefined : firstEntry(items));
  if (active) {
    picker.activeItems = [active];
  }
}

/** The first row that isn't the way up, which is always first in a folder. */
function firstEntry([first, second]: readonly RowItem[]): RowItem | undefined {
  return first?.row.choice.kind === 'up' ? second : undefined;
}

/** Each row is shown, whatever the text, because the service has filtered already and also by content. */
function itemOf(row: WorkbookRow): RowItem {
  const { label, description, detail, icon } = row;
  return {
    ...{ row, label, alwaysShow: true, iconPath: new vscode.ThemeIcon(icon) },
    ...defined({ description, detail }),
  };
}
