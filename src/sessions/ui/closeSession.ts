import * as l10n from '@vscode/l10n';
import { viewSelectionArgument } from '../../contributions';
import type { CloseFlow } from './closeFlow';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { SessionChoice } from './sessionChoice';

/** Close Session: one or several, from the tree, a keybinding or the palette. */
export function closeSession({
  closeFlow,
  choice,
}: {
  readonly closeFlow: CloseFlow;
  readonly choice: SessionChoice;
}): CommandHandler {
  return async (node, nodes) => {
    await closeFlow.close(
      node === viewSelectionArgument
        ? choice.inView()
        : await choice.choose(node, nodes, l10n.t('Close Session')),
    );
  };
}
