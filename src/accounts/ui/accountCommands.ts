import type { CommandHandlers } from '../../window/commandRegistrar';
import { setUpSignIn, type SetUpDeps } from './setUpSignIn';
import { signOut, type SignOutDeps } from './signOut';
import { useAccessToken, type UseAccessTokenDeps } from './useAccessToken';

export type AccountCommandDeps = SetUpDeps & SignOutDeps & UseAccessTokenDeps;

/** The commands on accounts and tokens. */
export function accountCommands(deps: AccountCommandDeps) {
  const signIn = () => deps.signInFlow.signIn();
  return {
    'workbookSessions.setUpSignIn': setUpSignIn(deps),
    'workbookSessions.signIn': signIn,
    // Signing in says who one is, and so does whoever is signed in already.
    'workbookSessions.switchAccount': signIn,
    'workbookSessions.signOut': signOut(deps),
    'workbookSessions.useAccessToken': useAccessToken(deps),
  } satisfies Partial<CommandHandlers>;
}
