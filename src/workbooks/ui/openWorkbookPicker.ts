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

/** These lead to something else, at whose end the user may come back by themselves. */
const leadingAway: ReadonlySet<MessageActionId> = new Set(['setUpSignIn', 'startSandbox']);

/** A picker on the screen, which stays as it is while the user is elsewhere for a moment. */
export class OpenWorkbookPicker implements ChooserView, Disposable {
  private readonly picker = vscode.window.createQuickPick<RowItem>();
  private readonly chooser: WorkbookChooser;
  private answer: ((workbook: GivenWorkbook | undefined) => void) | undefined;
  /** Set while something is done that may take the picker's place. */
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

  /** What the user chooses; undefined when they leave. May be called again, to let them choose anew. */
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

/** A list that only went on stays where it is, at the first of its new rows. */
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

/** What is in a folder goes before the way out of it, which stands first. */
function firstEntry([first, second]: readonly RowItem[]): RowItem | undefined {
  return first?.row.choice.kind === 'up' ? second : undefined;
}

/** Always shown: the service has searched already, and in more than names. */
function itemOf(row: WorkbookRow): RowItem {
  const { label, description, detail, icon } = row;
  return {
    ...{ row, label, alwaysShow: true, iconPath: new vscode.ThemeIcon(icon) },
    ...defined({ description, detail }),
  };
}
