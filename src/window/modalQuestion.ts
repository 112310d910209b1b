import * as vscode from 'vscode';
import type { Confirmation } from '../messages/confirmation';

/**
 * Asks in a dialog that stands before the whole window and that no command can answer; true for the
 * question's own button alone. VS Code gives the focus to the first button and never to its own Cancel,
 * so a question that Enter is to answer with no brings a refusal.
 */
export async function askModally(asked: Confirmation): Promise<boolean> {
  const { question, detail, button, refusal, severity = 'warning' } = asked;
  const show = {
    info: vscode.window.showInformationMessage,
    warning: vscode.window.showWarningMessage,
  }[severity];
  const buttons = refusal === undefined ? [button] : [refusal, button];
  return (await show(question, { modal: true, detail }, ...buttons)) === button;
}
