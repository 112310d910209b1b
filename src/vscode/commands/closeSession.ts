import * as l10n from '@vscode/l10n';
import type { CloseFlow } from '../closeFlow';
import type { CommandHandler } from '../commandRegistrar';
import type { SessionSelection } from '../sessionSelection';

/** Close Session: one or several, from the tree, a keybinding or the palette. */
export function closeSession(deps: {
  readonly closeFlow: CloseFlow;
  readonly selection: SessionSelection;
}): CommandHandler {
  return async (node, nodes) => {
    await deps.closeFlow.close(await deps.selection.choose(node, nodes, l10n.t('Close Session')));
  };
}
