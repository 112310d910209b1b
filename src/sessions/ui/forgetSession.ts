import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SessionService } from '../sessionService';
import type { CommandHandler } from '../../window/commandRegistrar';
import { forgetAfterQuestion } from './forgetFlow';
import type { SessionChoice } from './sessionChoice';

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

/** Clear Recently Closed: the sessions that have ended are forgotten; those that are listed stay. */
export function clearRecentlyClosed({
  service,
}: {
  readonly service: SessionService;
}): CommandHandler {
  return () => {
    if (service.recent.all().length === 0) {
      void vscode.window.showInformationMessage(l10n.t('No session is listed as recently closed.'));
    }
    service.recent.clear();
    return Promise.resolve();
  };
}
