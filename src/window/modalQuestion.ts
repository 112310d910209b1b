import * as vscode from 'vscode';
import type { Confirmation } from '../messages/confirmation';

/**
 * Asks in a modal dialog, which no command can answer. True only for the question's own button. VS Code
 * focuses the first button and never its own Cancel, so a question that Enter must answer with no has a
 * button for no, the refusal.
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
