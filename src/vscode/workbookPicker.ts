import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../base/clock';
import type { RecentWorkbook, RecentWorkbooks } from '../core/recentWorkbooks';
import type { SessionService } from '../core/sessionService';
import { addressOfIds, idsOfAddress } from '../core/workbook';
import type { WorkbookSearch } from '../core/workbookSearch';
import { workbookKey, type GraphTarget, type WorkbookSession } from '../core/workbookSession';
import type { GivenWorkbook, WorkbookText } from '../core/workbookText';
import { pathText, type WorkbookRow } from '../presentation/workbookRows';
import type { ChooserState, ChooserView } from './chooserView';
import type { ErrorPresenter } from './errorPresenter';
import type { SandboxController } from './sandboxController';
import { WorkbookChooser } from './workbookChooser';

export interface WorkbookPickerParts {
  readonly search: WorkbookSearch;
  readonly clock: Clock;
  readonly readText: (text: string, current: GraphTarget) => WorkbookText;
  readonly service: SessionService;
  readonly sandbox: SandboxController;
  readonly recents: RecentWorkbooks;
  readonly presenter: Pick<ErrorPresenter, 'show'>;
}

interface RowItem extends vscode.QuickPickItem {
  readonly row: WorkbookRow;
}

/** Asks which workbook: searched for, browsed to, pasted, or one that is known already. */
export class WorkbookPicker {
  constructor(private readonly parts: WorkbookPickerParts) {}

  async choose(title: string): Promise<GivenWorkbook | undefined> {
    const picker = vscode.window.createQuickPick<RowItem>();
    picker.title = title;
    picker.placeholder = l10n.t('Type to search, or paste a link, an address or IDs');
    picker.ignoreFocusOut = true;
    try {
      const workbook = await this.ask(picker, title);
      await (workbook && this.remember(workbook));
      return workbook;
    } finally {
      picker.dispose();
    }
  }

  /** A sandbox's workbooks end with it. */
  async remember({ target, address, name, permissions }: GivenWorkbook): Promise<void> {
    const ids = idsOfAddress(address);
    const { cloud } = target;
    if (cloud !== 'sandbox' && ids && name !== '') {
      const workbook = { cloud, ...ids, name, ...(permissions && { permissions }) };
      await this.parts.recents.remember(workbook);
    }
  }

  private ask(
    picker: vscode.QuickPick<RowItem>,
    title: string,
  ): Promise<GivenWorkbook | undefined> {
    const { search, clock, readText, sandbox } = this.parts;
    const target = sandbox.target();
    return new Promise((resolve) => {
      const chooser = new WorkbookChooser(
        {
          ...{ search, clock, target },
          readText: (text) => readText(text, target),
          known: this.knownWorkbooks(target),
        },
        this.viewOf(picker, title, resolve),
      );
      picker.onDidChangeValue((text) => chooser.type(text));
      picker.onDidAccept(() => {
        chooser.accept(picker.value, picker.selectedItems[0]?.row);
      });
      picker.onDidHide(() => {
        chooser.dispose();
        resolve(undefined);
      });
      picker.show();
    });
  }

  private viewOf(
    picker: vscode.QuickPick<RowItem>,
    title: string,
    close: (workbook: GivenWorkbook) => void,
  ): ChooserView {
    return {
      close,
      show: ({ rows, isBusy, folders }: ChooserState) => {
        showRows(picker, rows);
        picker.busy = isBusy;
        picker.title = folders.length === 0 ? title : `${title}: ${pathText(folders)}`;
      },
      clearText: () => {
        picker.value = '';
      },
      tell: (error) => void this.parts.presenter.show(error),
    };
  }

  /** The listed workbooks, those used last and the sandbox's, each once. */
  private knownWorkbooks(target: GraphTarget): readonly GivenWorkbook[] {
    const { service, sandbox, recents } = this.parts;
    const listed = service.sessions().map(workbookOfSession);
    const others: readonly Omit<RecentWorkbook, 'cloud'>[] =
      target.cloud === 'sandbox' ? (sandbox.running?.samples ?? []) : recents.list(target.cloud);
    const known = new Map(listed.map((workbook) => [workbookKey(workbook), workbook]));
    for (const recent of others) {
      const workbook = workbookOfRecent(recent, target);
      known.set(workbookKey(workbook), { ...known.get(workbookKey(workbook)), ...workbook });
    }
    return [...known.values()];
  }
}

/** The listed session's workbook, to be opened as the session was. */
function workbookOfSession({
  target,
  address,
  ids,
  workbookName,
  account,
  permissions,
}: WorkbookSession): GivenWorkbook {
  return {
    ...{ target, address: ids ? addressOfIds(ids) : address, name: workbookName },
    ...(permissions === 'allFiles' && { permissions, ...(account && { account }) }),
  };
}

function workbookOfRecent(
  { driveId, itemId, name, permissions }: Omit<RecentWorkbook, 'cloud'>,
  target: GraphTarget,
): GivenWorkbook {
  const address = addressOfIds({ driveId, itemId });
  return { target, address, name, ...(permissions && { permissions }) };
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
  if (firstNew) {
    picker.activeItems = [firstNew];
  }
}

/** Always shown: the service has searched already, and in more than names. */
function itemOf(row: WorkbookRow): RowItem {
  const { label, description, detail, icon } = row;
  return {
    ...{ row, label, alwaysShow: true, iconPath: new vscode.ThemeIcon(icon) },
    ...(description !== undefined && { description }),
    ...(detail !== undefined && { detail }),
  };
}
