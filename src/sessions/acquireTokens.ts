import { defined } from '../base/defined';
import { principalKey, type CommandTokens } from '../requests/commandTokens';
import { toWorkbookSessionError, type ErrorCode } from '../model/errors';
import type { SessionList } from './sessionList';
import { principalOf, type PermissionSet, type Principal } from '../model/workbookSession';

/** The reason, for each session for which no token could be had. */
export type Refusals = ReadonlyMap<string, ErrorCode>;

/**
 * Gets a token for each account before anything is sent; answers with the reason per session.
 * @param permissions what the tokens must allow, if not what each session is known to need
 */
export async function acquireTokens(
  keys: readonly string[],
  list: SessionList,
  tokens: CommandTokens,
  permissions?: PermissionSet,
): Promise<Refusals> {
  const refusals = new Map<string, ErrorCode>();
  const answers = new Map<string, ErrorCode | undefined>();
  for (const key of keys) {
    const entry = list.get(key);
    if (entry) {
      const owner = { ...principalOf(entry), ...defined({ permissions }) };
      const name = principalKey(owner);
      if (!answers.has(name)) {
        answers.set(name, await signInError(tokens, owner));
      }
      const code = answers.get(name);
      if (code) {
        refusals.set(key, code);
      }
    }
  }
  return refusals;
}

async function signInError(
  tokens: CommandTokens,
  owner: Principal,
): Promise<ErrorCode | undefined> {
  try {
    await tokens.get(owner);
    return undefined;
  } catch (error) {
    return toWorkbookSessionError(error).code;
  }
}
