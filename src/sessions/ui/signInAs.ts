import * as l10n from '@vscode/l10n';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { SessionChoice } from './sessionChoice';
import type { SignInFlow } from '../../accounts/ui/signInFlow';

/**
 * Sign In to Close: as the account that a row's sessions belong to. Sign In is another command: it stands
 * in the title of the view, where VS Code hands the focused row to it too.
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
