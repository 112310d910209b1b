import { defined } from '../base/defined';
import type { CommandOptions, CommandRunner } from '../requests/command';
import type { CommandTokens } from '../requests/commandTokens';
import { toWorkbookSessionError, type WorkbookSessionError } from '../model/errors';
import {
  isOfInterest,
  withoutRepeated,
  type FolderAddress,
  type FoundItem,
  type FoundPage,
} from '../model/foundItem';
import type { Attempt, WorkbookFinder } from '../model/ports';
import { errorOfFailure, valueOf } from '../requests/attempts';
import { Deadline } from '../requests/deadline';
import type { RequestScheduler } from '../requests/requestScheduler';
import type { SendAttempt } from '../requests/scheduledRequest';
import type { Account, GraphTarget, PermissionSet, Principal } from '../model/workbookSession';

/** How to ask the service. */
export interface FinderOptions extends CommandOptions {
  readonly target: GraphTarget;
  /** Absent for the account in use. */
  readonly account?: Account;
  /** Absent for a search with the widest permissions that are granted. */
  readonly permissions?: PermissionSet;
}

/** The account that asked and can use the result; absent if it isn't known. */
export interface AskedAs {
  readonly account?: Account;
}

/** What a search found. */
export interface SearchResult extends FoundPage, AskedAs {
  /** `allFiles` if SharePoint and shared files were searched too. */
  readonly permissions: PermissionSet;
  /** Why a part of the search failed while another part succeeded. */
  readonly failure?: WorkbookSessionError;
}

/** What the search is built from. */
export interface WorkbookSearchDeps {
  readonly finder: WorkbookFinder;
  readonly scheduler: RequestScheduler;
  readonly commands: CommandRunner;
}

/** The account and the permissions of a request. */
interface SearchGrant extends AskedAs {
  readonly permissions: PermissionSet;
}

/** How many pages without a workbook are skipped at once. */
const mostPagesPassedOver = 3;

/** A grant, and how to send requests with it. */
interface Questions extends SearchGrant {
  readonly ask: <T>(call: SendAttempt<T>) => Promise<Attempt<T>>;
}

/** Finds workbooks. A cancelled request is aborted at once, because nothing depends on its outcome. */
export class WorkbookSearch {
  constructor(private readonly deps: WorkbookSearchDeps) {}

  /**
   * Finds files with the text in their name or content: in the user's own drive, and everywhere else if
   * the permission for that is granted already or asked for.
   * @throws WorkbookSessionError why nothing could be searched
   */
  async search(text: string, options: FinderOptions): Promise<SearchResult> {
    const { finder } = this.deps;
    return this.inCommand(options, async ({ permissions, account, ask }) => {
      const everywhere = permissions === 'allFiles';
      const [own, others] = await Promise.all([
        this.worthShowing(ask, (call) => finder.searchOwnDrive(text, call)),
        everywhere ? ask((call) => finder.searchEverywhere(text, call)) : undefined,
      ]);
      const result = searchResult(own, others, options.permissions !== undefined);
      return askedAs(account, result);
    });
  }

  /** Lists a folder. @throws WorkbookSessionError why that failed */
  async browse(folder: FolderAddress, options: FinderOptions): Promise<FoundPage & AskedAs> {
    return this.page(options, (call) => this.deps.finder.children(folder, call));
  }

  /** Loads the next page of a search or a folder. @throws WorkbookSessionError why that failed */
  async more(page: string, options: FinderOptions): Promise<FoundPage & AskedAs> {
    return this.page(options, (call) => this.deps.finder.nextPage(page, call));
  }

  /** Finds the item of a sharing link or a browser's address. @throws WorkbookSessionError why that failed */
  async resolve(url: string, options: FinderOptions): Promise<FoundItem & AskedAs> {
    return this.one(options, ({ ask }) => ask((call) => this.deps.finder.resolveLink(url, call)));
  }

  private page(options: FinderOptions, call: SendAttempt<FoundPage>): Promise<FoundPage & AskedAs> {
    return this.one(options, ({ ask }) => this.worthShowing(ask, call));
  }

  private one<T>(
    options: FinderOptions,
    run: (questions: Questions) => Promise<Attempt<T>>,
  ): Promise<T & AskedAs> {
    const { permissions = 'files' } = options;
    return this.inCommand({ ...options, permissions }, async (questions) =>
      askedAs(questions.account, valueOf(await run(questions))),
    );
  }

  /** The first page with a folder or a workbook, of this page and a few after it. */
  private async worthShowing(
    ask: Questions['ask'],
    call: SendAttempt<FoundPage>,
  ): Promise<Attempt<FoundPage>> {
    let answer = await ask(call);
    for (let passed = 0; passed < mostPagesPassedOver; passed += 1) {
      const { nextPage, items } = answer.ok ? answer.value : { items: [] };
      if (nextPage === undefined || items.some(isOfInterest)) {
        break;
      }
      answer = await ask((context) => this.deps.finder.nextPage(nextPage, context));
    }
    return answer;
  }

  /** Gets the token first, so that a dialog opens before the first request, and a sign-in error keeps its facts. */
  private inCommand<T>(
    options: FinderOptions,
    run: (questions: Questions) => Promise<T>,
  ): Promise<T> {
    const { commands, scheduler } = this.deps;
    return commands.run(options, async (tokens) => {
      const { target } = options;
      const grant = await granted(tokens, options);
      const principal = { target, ...grant };
      return run({
        ...grant,
        ask: (call) => {
          const scope = { principal, tokens, deadline: new Deadline(), canBreakOff: true };
          return scheduler.send(scope, { keys: [] }, call);
        },
      });
    });
  }
}

/**
 * Gets a token with the wanted permissions, or with the widest that are granted. The account is fixed first,
 * because another account may have wider ones. @throws WorkbookSessionError with a sign-in code
 */
async function granted(tokens: CommandTokens, options: FinderOptions): Promise<SearchGrant> {
  const { target, interactive, permissions = 'files' } = options;
  const { account = (await tokens.get({ target, permissions: 'files' })).account } = options;
  const owner: Principal = { target, ...defined({ account }) };
  const mayBeWider = options.permissions === undefined && !interactive;
  if (mayBeWider && (await hasAllFiles(tokens, owner))) {
    return askedAs(account, { permissions: 'allFiles' });
  }
  await tokens.get({ ...owner, permissions });
  return askedAs(account, { permissions });
}

async function hasAllFiles(tokens: CommandTokens, owner: Principal): Promise<boolean> {
  try {
    await tokens.get({ ...owner, permissions: 'allFiles' });
    return true;
  } catch (error) {
    if (toWorkbookSessionError(error).code === 'cancelled') {
      throw error;
    }
    return false;
  }
}

function askedAs<T>(account: Account | undefined, value: T): T & AskedAs {
  return { ...value, ...defined({ account }) };
}

/** @param isAskedFor true if the user asked to search everywhere. Then a denied access is shown, not ignored. */
function searchResult(
  own: Attempt<FoundPage>,
  others: Attempt<FoundPage> | undefined,
  isAskedFor: boolean,
): SearchResult {
  if (others && (isAskedFor || !isRefusal(others))) {
    const permissions = isRefusal(others) ? 'files' : 'allFiles';
    return { ...resultOf([own, others]), permissions };
  }
  return { ...resultOf([own]), permissions: 'files' };
}

function isRefusal(answer: Attempt<unknown>): boolean {
  return !answer.ok && answer.code === 'accessDenied';
}

/** Joins the results with the first failure. @throws WorkbookSessionError if all failed, or if the user cancelled */
function resultOf(answers: readonly Attempt<FoundPage>[]): Omit<SearchResult, 'permissions'> {
  const pages = answers.filter((answer) => answer.ok).map(({ value }) => value);
  const [failed] = answers.filter((answer) => !answer.ok);
  if (failed && (pages.length === 0 || failed.code === 'cancelled')) {
    throw errorOfFailure(failed);
  }
  return { ...joined(pages), ...defined({ failure: failed && errorOfFailure(failed) }) };
}

function joined(pages: readonly FoundPage[]): FoundPage {
  const nextPage = pages.find((page) => page.nextPage !== undefined)?.nextPage;
  return {
    items: withoutRepeated(pages.flatMap(({ items }) => items)),
    ...defined({ nextPage, isCut: pages.find((page) => page.isCut)?.isCut }),
  };
}
