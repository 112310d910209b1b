import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import type { SessionService } from '../sessionService';
import { openConfirmation } from '../confirmations';
import { workbookName } from '../sessionTexts';
import type { CommandHandler } from '../../window/commandRegistrar';
import { askModally } from '../../window/modalQuestion';
import { withCancellableProgress } from '../../window/progress';
import type { SessionChoice } from './sessionChoice';

/** Open Workbook in Browser: where the service says that it is; any host but SharePoint's is asked about. */
export function openWorkbook(deps: {
  readonly service: SessionService;
  readonly choice: SessionChoice;
  readonly clock: Clock;
}): CommandHandler {
  return async (node, nodes) => {
    const title = l10n.t('Open Workbook in Browser');
    const session = await deps.choice.chooseWorkbook(node, nodes, title);
    if (!session) {
      return;
    }
    const progress = l10n.t('Looking for “{0}” on the web', workbookName(session));
    const webUrl = await withCancellableProgress(progress, deps.clock, (signal) =>
      deps.service.webUrlOf(session.key, { interactive: true, signal }),
    );
    if (webUrl.isSharePoint || (await askModally(openConfirmation(session, webUrl)))) {
      // As a text: a Uri would be encoded anew, and lead elsewhere where a name holds # or &.
      await vscode.commands.executeCommand('vscode.open', webUrl.href);
    }
  };
}
