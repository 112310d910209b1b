import * as l10n from '@vscode/l10n';
import { viewSelectionArgument } from '../../contributions';
import type { CloseFlow } from '../closeFlow';
import type { CommandHandler } from '../commandRegistrar';
import type { SessionChoice } from '../sessionChoice';

/** Close Session: one or several, from the tree, a keybinding or the palette. */
export function closeSession(deps: {
  readonly closeFlow: CloseFlow;
  readonly choice: SessionChoice;
}): CommandHandler {
  return async (node, nodes) => {
    const keys =
      node === viewSelectionArgument
        ? deps.choice.inView()
        : await deps.choice.choose(node, nodes, l10n.t('Close Session'));
    await deps.closeFlow.close(keys);
  };
}
