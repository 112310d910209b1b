import { defined } from '../base/defined';
import type { Disposable } from '../base/disposable';
import { describeError, toWorkbookSessionError, type WorkbookSessionError } from '../model/errors';
import { anyDrive, withPlaceIn, type FoundItem, type FoundPage } from '../model/foundItem';
import { NewestJob } from './newestJob';
import type { AskedAs, SearchResult } from './workbookSearch';
import { failureRows, refusalRow } from './failureRows';
import type { RowChoice, WorkbookRow } from './workbookRow';
import {
  foundRows,
  isNamedLike,
  knownRows,
  lastRows,
  listedRows,
  loadingRow,
  ownDriveRow,
  pageRows,
  searchRows,
  textRow,
  upRow,
  type BrowsedFolder,
} from './workbookRows';
import { ChooserGrant, quietly, type QuestionOptions, type Question } from './chooserGrant';
import type { ChooserDeps, ChooserView } from './chooserView';

/** How long the user must stop typing before a search starts, in milliseconds. */
export const searchDelayMs = 300;

/** Decides which rows the picker shows. Sends nothing before the user types or chooses. */
export class WorkbookChooser implements Disposable {
  private readonly job: NewestJob;
  private readonly grant: ChooserGrant;
  private text = '';
  private rows: readonly WorkbookRow[] = [];
  private folders: readonly BrowsedFolder[] = [];
  /** The rows of the browsed folder; undefined until they have arrived. */
  private folderRows: readonly WorkbookRow[] | undefined;
  private again: ((asking: QuestionOptions) => void) | undefined;

  constructor(
    private readonly deps: ChooserDeps,
    private readonly view: ChooserView,
  ) {
    this.job = new NewestJob(deps.clock);
    this.grant = new ChooserGrant(deps.target);
    this.showPlace();
  }

  /** Takes the text in the picker. Returns whether it is an address, words, or the same as before. */
  type(text: string): 'same' | 'words' | 'address' {
    if (text === this.text) {
      return 'same';
    }
    this.text = text;
    return this.showText();
  }

  /** Shows the rows of the text again after the picker was hidden. With `any`, the account in use may be another one. */
  resume(account: 'same' | 'any'): void {
    if (account === 'any') {
      this.grant.forgetAccount();
    }
    this.showText();
  }

  /** Accepts a row, or the address in the text if the row belongs to another text. */
  accept(text: string, row: WorkbookRow | undefined): void {
    const isSame = this.type(text) === 'same';
    const read = this.deps.readText(text);
    if (read.kind === 'words') {
      if (row && isSame) {
        this.choose(row);
      }
    } else {
      this.choose(row && isSame && this.rows.includes(row) ? row : textRow(read));
    }
  }

  dispose(): void {
    this.job.dispose();
  }

  private showText(): 'words' | 'address' {
    const { text } = this;
    this.job.stop();
    const read = this.deps.readText(text);
    if (read.kind !== 'words') {
      this.show([textRow(read)]);
      return 'address';
    }
    if (text.trim() === '') {
      this.showPlace();
    } else {
      this.ask(this.searchQuestion(text, this.knownRows(text)), quietly, searchDelayMs);
    }
    return 'words';
  }

  private choose({ choice }: WorkbookRow): void {
    switch (choice.kind) {
      case 'workbook':
        this.job.stop();
        this.view.close(this.grant.chosen(choice.workbook));
        break;
      case 'folder':
        this.browse([...this.placeFolders(), choice.folder]);
        break;
      case 'ownDrive':
        this.browse(['ownRoot'], { interactive: true });
        break;
      case 'up':
        this.browse(this.folders.slice(0, -1));
        break;
      case 'more':
        this.goOn(choice.page);
        break;
      case 'link':
        this.resolve(choice.url);
        break;
      default:
        this.react(choice);
    }
  }

  private react(choice: RowChoice): void {
    switch (choice.kind) {
      case 'again':
        this.again?.({ interactive: true });
        break;
      case 'everywhere':
        this.searchEverywhere();
        break;
      case 'withAllFiles':
        this.again?.({ interactive: true, permissions: 'allFiles' });
        break;
      case 'act':
        this.view.act(choice.action);
        break;
      default:
    }
  }

  /** The rows of the own drive stay until the answer arrives, and after a failure. */
  private searchEverywhere(): void {
    const shown = listedRows(this.rows);
    const asking: QuestionOptions = { interactive: true, permissions: 'allFiles' };
    this.ask(this.searchQuestion(this.text, shown), asking);
  }

  private searchQuestion(text: string, before: readonly WorkbookRow[]): Question<SearchResult> {
    return {
      before,
      ask: (options) => this.deps.search.search(text, options),
      answer: (result) => {
        this.grant.learn(result, result.permissions);
        this.show(searchRows(this.knownRows(text), result, this.deps.target));
      },
    };
  }

  private knownRows(text: string): readonly WorkbookRow[] {
    return knownRows(this.deps.known.filter((known) => isNamedLike(known, text)));
  }

  private browse(folders: readonly BrowsedFolder[], asking: QuestionOptions = quietly): void {
    this.text = '';
    this.view.clearText();
    this.folders = folders;
    this.folderRows = undefined;
    this.showPlace(asking);
  }

  private load(folder: BrowsedFolder, asking: QuestionOptions): void {
    const before = [upRow()];
    const question: Question<FoundPage & AskedAs> = {
      ...{ before, meanwhile: [loadingRow()] },
      ask: (options) => this.deps.search.browse(folder, options),
      answer: (page) => {
        this.show(pageRows(before, this.placed(page), this.deps.target, 'folder'));
        this.folderRows = this.rows;
      },
    };
    this.ask(question, asking);
  }

  /** Loads the next page. */
  private goOn(page: string): void {
    const list = this.isBrowsing() ? 'folder' : 'search';
    const [before, after] = [listedRows(this.rows), lastRows(this.rows)];
    this.ask({
      ...{ before, after },
      ask: (options) => this.deps.search.more(page, options),
      answer: (next) => {
        this.show([...pageRows(before, this.placed(next), this.deps.target, list), ...after]);
        this.folderRows = list === 'folder' ? this.rows : this.folderRows;
      },
    });
  }

  /** Gives the items of a browsed folder the folder's place. */
  private placed(page: FoundPage & AskedAs): FoundPage & AskedAs {
    const folder = this.placeFolders().at(-1);
    return folder ? { ...page, items: page.items.map((item) => withPlaceIn(folder, item)) } : page;
  }

  private resolve(url: string): void {
    const question: Question<FoundItem & AskedAs> = {
      before: this.rows.filter(({ choice }) => choice.kind === 'link'),
      ask: (options) => this.deps.search.resolve(url, options),
      answer: (item) => {
        this.open(withPlaceIn(anyDrive, item));
      },
    };
    this.ask(question, { interactive: true });
  }

  /** Opens the item that a link leads to. */
  private open(item: FoundItem & AskedAs): void {
    const page = { items: [item], ...defined({ account: item.account }) };
    const [row] = foundRows(page, this.deps.target, 'folder');
    if (row?.choice.kind === 'workbook' || row?.choice.kind === 'folder') {
      this.choose(row);
    } else {
      this.show([refusalRow('notAWorkbook')]);
    }
  }

  private ask<T extends AskedAs>(
    question: Question<T>,
    asking: QuestionOptions = quietly,
    waitMs = 0,
  ): void {
    const grant = this.grant.next(asking.permissions);
    this.show([...question.before, ...(question.meanwhile ?? [])], true);
    this.again = (next) => {
      this.ask(question, { ...asking, ...next });
    };
    void this.job.start(
      waitMs,
      (signal) =>
        question.ask({
          ...{ target: this.deps.target, signal, interactive: asking.interactive },
          ...grant,
        }),
      (outcome) => {
        if (outcome.ok) {
          this.grant.learn(outcome.value, grant.permissions);
          question.answer(outcome.value);
        } else {
          this.fail(question, asking, toWorkbookSessionError(outcome.error));
        }
      },
    );
  }

  /** Shows a failure in rows. No message is shown. */
  private fail(
    { before, after = [] }: Pick<Question<AskedAs>, 'before' | 'after'>,
    { interactive, permissions }: QuestionOptions,
    error: WorkbookSessionError,
  ): void {
    const canAskForAllFiles = this.grant.next(permissions).permissions !== 'allFiles';
    if (error.code === 'accountUnavailable') {
      this.grant.forgetAccount();
    }
    if (interactive || error.code === 'unexpected') {
      this.deps.logger.error(`A row was shown: ${describeError(error)}`);
    }
    const rows = failureRows(error, canAskForAllFiles, this.deps.offer);
    this.show([...before, ...rows, ...after]);
  }

  /** Shows the start, or the folder that was browsed before the user typed. */
  private showPlace(asking: QuestionOptions = quietly): void {
    this.job.stop();
    const folder = this.folders.at(-1);
    if (!folder) {
      this.show([ownDriveRow(), ...knownRows(this.deps.known)]);
    } else if (this.folderRows) {
      this.show(this.folderRows);
    } else {
      this.load(folder, asking);
    }
  }

  private show(rows: readonly WorkbookRow[], isBusy = false): void {
    this.rows = rows;
    this.view.show({ rows, isBusy, folders: this.placeFolders() });
  }

  private isBrowsing(): boolean {
    return this.text.trim() === '';
  }

  /** The path to the shown rows. A search has none. */
  private placeFolders(): readonly BrowsedFolder[] {
    return this.isBrowsing() ? this.folders : [];
  }
}
