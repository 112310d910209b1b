import { ownerKey, type CommandTokens, type TokenOwner } from './commandTokens';
import { toWorkbookSessionError, type ErrorCode } from './errors';
import type { SessionList } from './sessionList';

/** The reason, for each session for which no token could be had. */
export type Refusals = ReadonlyMap<string, ErrorCode>;

/** Gets a token for each account before anything is sent; answers with the reason per session. */
export async function signInFirst(
  keys: readonly string[],
  list: SessionList,
  tokens: CommandTokens,
): Promise<Refusals> {
  const refusals = new Map<string, ErrorCode>();
  const answers = new Map<string, ErrorCode | undefined>();
  for (const key of keys) {
    const owner = list.get(key)?.record;
    if (owner) {
      const name = ownerKey(owner);
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
  owner: TokenOwner,
): Promise<ErrorCode | undefined> {
  try {
    await tokens.get(owner);
    return undefined;
  } catch (error) {
    return toWorkbookSessionError(error).code;
  }
}
