import type { AccountInfo } from '@azure/msal-node';
import { WorkbookSessionError } from '../../model/errors';
import type { Account } from '../../model/workbookSession';

export function idOf({ homeAccountId }: AccountInfo): string {
  return homeAccountId;
}

/** The same id, and the same form of the label, as with VS Code's provider. */
export function toAccount({ homeAccountId, username, name }: AccountInfo): Account {
  const label = [username.toLowerCase(), name].find((text) => text);
  return { id: homeAccountId, label: label ?? homeAccountId };
}

/** For an account that is not signed in here. */
export function unavailable({ label }: Account): WorkbookSessionError {
  return new WorkbookSessionError('accountUnavailable', { accountLabel: label });
}
