import * as vscode from 'vscode';
import type { GivenWorkbook } from '../core/workbookText';
import { refusal } from './refusal';

/** What a person pasted, taken apart: a workbook's address, a session id, or both. */
export interface PastedSession {
  readonly workbook?: GivenWorkbook;
  readonly sessionId?: string;
}

/** Reads what a person pasted. @throws WorkbookSessionError `invalidAddress`, `foreignAddress`, `invalidSessionId` */
export type ReadPaste = (text: string) => PastedSession;

/** Asks for one line: an address, a session id, or both. */
export class WorkbookInput {
  constructor(private readonly readPaste: ReadPaste) {}

  async paste(title: string, prompt: string): Promise<PastedSession | undefined> {
    const text = await vscode.window.showInputBox({
      title,
      prompt,
      placeHolder: 'https://graph.microsoft.com/v1.0/drives/{drive-id}/items/{item-id}',
      ignoreFocusOut: true,
      validateInput: (value) =>
        value.trim() === '' ? undefined : refusal(() => this.readPaste(value)),
    });
    return text?.trim() ? this.readPaste(text) : undefined;
  }
}
