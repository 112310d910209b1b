import type { CommandHandlers } from '../../window/commandRegistrar';
import { setUpSignIn, type SetUpParts } from './setUpSignIn';
import { signOut, type SignOutParts } from './signOut';
import { useAccessToken, type UseAccessTokenParts } from './useAccessToken';

export type AccountCommandParts = SetUpParts & SignOutParts & UseAccessTokenParts;

/** The commands on accounts and tokens. */
export function accountCommands(parts: AccountCommandParts) {
  const signIn = () => parts.signInFlow.signIn();
  return {
    'workbookSessions.setUpSignIn': setUpSignIn(parts),
    'workbookSessions.signIn': signIn,
    // Signing in says who one is, and so does whoever is signed in already.
    'workbookSessions.switchAccount': signIn,
    'workbookSessions.signOut': signOut(parts),
    'workbookSessions.useAccessToken': useAccessToken(parts),
  } satisfies Partial<CommandHandlers>;
}
