import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { defined } from '../../base/defined';
import type { SessionService } from '../../sessions/sessionService';
import type { WorkbookSession } from '../../model/workbookSession';
import { copyIdConfirmation } from '../../sessions/view/confirmations';
import type { SnippetSource } from '../snippetSource';
import { copiedText, type SnippetKind, snippetOf, snippetQuickPickItems } from '../snippets';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { FirstUseInWindow } from '../../window/firstUseInWindow';
import type { SessionChoice } from '../../sessions/ui/sessionChoice';

/** Finds the URL of a session's workbook. @throws WorkbookSessionError `endpointNotLoopback` */
export type PlaceOfSession = (
  session: WorkbookSession,
) => Pick<SnippetSource, 'graphRoot' | 'workbookPath'>;

/** Copy As: copies a call in the session as code, never with a token. */
export function copyAs(deps: {
  readonly service: SessionService;
  readonly choice: SessionChoice;
  readonly firstUse: FirstUseInWindow;
  readonly placeOfSession: PlaceOfSession;
}): CommandHandler {
  return async (node, nodes) => {
    const title = l10n.t('Copy As');
    const session = await deps.choice.chooseOne(node, nodes, title);
    const kind = session && (await chooseKind(title));
    if (!session || !kind) {
      return;
    }
    if (!(await deps.firstUse.mayDo('copySessionId', copyIdConfirmation([session])))) {
      return;
    }
    const { key, ids, workbookName, target } = session;
    const snippet = snippetOf(kind, {
      ...deps.placeOfSession(session),
      ...defined({ ids }),
      sessionId: deps.service.sessionIdOf(key),
      workbookName,
    });
    await vscode.env.clipboard.writeText(snippet);
    const text = copiedText(kind, target.cloud === 'sandbox');
    void vscode.window.showInformationMessage(text);
  };
}

async function chooseKind(title: string): Promise<SnippetKind | undefined> {
  const placeHolder = l10n.t('In which form?');
  const options = { title, placeHolder, matchOnDescription: true };
  return (await vscode.window.showQuickPick(snippetQuickPickItems(), options))?.snippet;
}
