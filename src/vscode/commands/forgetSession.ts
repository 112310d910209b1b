import * as l10n from '@vscode/l10n';
import type { SessionService } from '../../core/sessionService';
import type { CommandHandler } from '../commandRegistrar';
import { forgetAfterQuestion } from '../forgetFlow';
import type { SessionChoice } from '../sessionChoice';

/** Forget Session: off the list, without a request. */
export function forgetSession(deps: {
  readonly service: SessionService;
  readonly choice: SessionChoice;
}): CommandHandler {
  return async (node, nodes) => {
    const keys = await deps.choice.choose(node, nodes, l10n.t('Forget Session'));
    await forgetAfterQuestion(deps.service, keys);
  };
}
