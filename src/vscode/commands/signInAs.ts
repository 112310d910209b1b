import * as l10n from '@vscode/l10n';
import type { CommandHandler } from '../commandRegistrar';
import type { SessionChoice } from '../sessionChoice';
import type { SignInFlow } from '../signInFlow';

/**
 * Sign In as This Account: as the one whose row it is, or whose session's. A command of its own, since
 * VS Code hands the focused row to what is in the title of a view, too.
 */
export function signInAs(deps: {
  readonly choice: SessionChoice;
  readonly signInFlow: SignInFlow;
}): CommandHandler {
  return async (node, nodes) => {
    const session = await deps.choice.chooseAccount(node, nodes, l10n.t('Sign In'));
    await (session && deps.signInFlow.signInFor(session));
  };
}
