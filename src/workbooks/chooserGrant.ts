import { defined } from '../base/defined';
import type { WorkbookRow } from './workbookRow';
import type { AskedAs, FinderOptions } from './workbookSearch';
import {
  isSameTarget,
  type Account,
  type GraphTarget,
  type PermissionSet,
} from '../model/workbookSession';
import type { GivenWorkbook } from '../model/workbookText';

/** A question to the service, and what to do with its answer. */
export interface Question<T extends AskedAs> {
  /** Shown until the answer arrives, and above a failure. */
  readonly before: readonly WorkbookRow[];
  /** Shown below `before` until the answer arrives. */
  readonly meanwhile?: readonly WorkbookRow[];
  /** Shown below a failure. */
  readonly after?: readonly WorkbookRow[];
  readonly ask: (options: FinderOptions) => Promise<T>;
  readonly answer: (value: T) => void;
}

/** Whether a dialog may open, and which permissions to use. */
export type QuestionOptions = Pick<FinderOptions, 'interactive' | 'permissions'>;

export const quietly: QuestionOptions = { interactive: false };

type Grant = Pick<GivenWorkbook, 'account' | 'permissions'>;

/** The account and the permissions with which one picker asks: those that got the last answer. */
export class ChooserGrant {
  private account: Account | undefined;
  private permissions: PermissionSet | undefined;

  constructor(private readonly target: GraphTarget) {}

  /** The grant for the next question. @param wanted the permissions, if not those of the last answer */
  next(wanted = this.permissions): Grant {
    return defined({ account: this.account, permissions: wanted });
  }

  /** Keeps the grant that got an answer. */
  learn({ account }: AskedAs, permissions: PermissionSet | undefined): void {
    this.account = account;
    this.permissions = permissions;
  }

  /** Forgets an account that is gone. The account in use is asked next. */
  forgetAccount(): void {
    this.account = undefined;
  }

  /** Adds the granted permissions to a chosen workbook, unless its own are known. */
  chosen(workbook: GivenWorkbook): GivenWorkbook {
    const permissions = this.permissions;
    return permissions === 'allFiles' && isSameTarget(workbook.target, this.target)
      ? { permissions, ...workbook }
      : workbook;
  }
}
