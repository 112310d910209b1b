import { anotherWayArgument } from '../../contributions';
import type { CommandHandlers } from '../../window/commandRegistrar';
import { setUpSignIn, type SetUpDeps } from './setUpSignIn';
import { signOut, type SignOutDeps } from './signOut';
import { useAccessToken, type UseAccessTokenDeps } from './useAccessToken';

export type AccountCommandDeps = SetUpDeps & SignOutDeps & UseAccessTokenDeps;

/** The commands on accounts and tokens. */
export function accountCommands(deps: AccountCommandDeps) {
  // VS Code passes the focused row to commands in the view's title, so any other argument counts as none.
  const signIn = (argument?: unknown) =>
    deps.signInFlow.signIn(argument === anotherWayArgument ? 'msal' : undefined);
  return {
    'workbookSessions.setUpSignIn': setUpSignIn(deps),
    'workbookSessions.signIn': signIn,
    // Sign In lets the user choose the account, so it switches accounts too.
    'workbookSessions.switchAccount': signIn,
    'workbookSessions.signOut': signOut(deps),
    'workbookSessions.useAccessToken': useAccessToken(deps),
  } satisfies Partial<CommandHandlers>;
}
