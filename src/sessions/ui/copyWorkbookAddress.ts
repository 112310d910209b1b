import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { WorkbookSession } from '../../model/workbookSession';
import { workbookName } from '../sessionTexts';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { SessionChoice } from './sessionChoice';

/** Where a session's workbook is in Graph. @throws WorkbookSessionError `endpointNotLoopback` */
export type FileUrlOfSession = (session: WorkbookSession) => { readonly fileUrl: string };

/** Copy Workbook Address: where the workbook's file is in Graph; neither session id nor token is in it. */
export function copyWorkbookAddress(deps: {
  readonly choice: SessionChoice;
  readonly placeOfSession: FileUrlOfSession;
}): CommandHandler {
  return async (node, nodes) => {
    const title = l10n.t('Copy Workbook Address');
    const session = await deps.choice.chooseWorkbook(node, nodes, title);
    if (!session) {
      return;
    }
    await vscode.env.clipboard.writeText(deps.placeOfSession(session).fileUrl);
    const text = l10n.t('Copied the address of “{0}”.', workbookName(session));
    vscode.window.setStatusBarMessage(text, 5000);
  };
}
