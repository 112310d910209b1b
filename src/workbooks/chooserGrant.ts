import { defined } from '../base/defined';
import type { AskedAs } from './workbookSearch';
import {
  isSameTarget,
  type Account,
  type GraphTarget,
  type PermissionSet,
} from '../model/workbookSession';
import type { GivenWorkbook } from '../model/workbookText';

type Grant = Pick<GivenWorkbook, 'account' | 'permissions'>;

/** As whom one picker asks the service, and with which permissions: what answered last goes on. */
export class ChooserGrant {
  private account: Account | undefined;
  private permissions: PermissionSet | undefined;

  constructor(private readonly target: GraphTarget) {}

  /** How to ask next. @param wanted the permissions, where it is not those that served last */
  next(wanted = this.permissions): Grant {
    return defined({ account: this.account, permissions: wanted });
  }

  /** There was an answer. */
  learn({ account }: AskedAs, permissions: PermissionSet | undefined): void {
    this.account = account;
    this.permissions = permissions;
  }

  /** The account is gone: the one in use is asked from now on. */
  forgetAccount(): void {
    this.account = undefined;
  }

  /** The workbook as it was chosen; what is known of it goes before what was granted for this Graph. */
  chosen(workbook: GivenWorkbook): GivenWorkbook {
    const permissions = this.permissions;
    return permissions === 'allFiles' && isSameTarget(workbook.target, this.target)
      ? { permissions, ...workbook }
      : workbook;
  }
}
