import * as l10n from '@vscode/l10n';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { RefreshFlow } from './refreshFlow';
import type { SessionChoice } from './sessionChoice';

/** Refresh Session: one or several; proves that they live and restarts their idle time. */
export function refreshSession(deps: {
  readonly refreshFlow: RefreshFlow;
  readonly choice: SessionChoice;
}): CommandHandler {
  return async (node, nodes) => {
    await deps.refreshFlow.refresh(
      await deps.choice.choose(node, nodes, l10n.t('Refresh Session')),
    );
  };
}

/** Refresh All Sessions. */
export function refreshAllSessions(deps: {
  readonly refreshFlow: RefreshFlow;
  readonly choice: SessionChoice;
}): CommandHandler {
  return async () => {
    await deps.refreshFlow.refresh(await deps.choice.all());
  };
}
