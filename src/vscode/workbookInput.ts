import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { WorkbookSessionError } from '../core/errors';
import { addressOfIds, type WorkbookAddress } from '../core/workbook';
import type { SessionService } from '../core/sessionService';
import { workbookKey, type GraphTarget } from '../core/workbookSession';
import { plainText } from '../presentation/plainText';
import { workbookName } from '../presentation/sessionWords';
import { refusal } from './refusal';
import type { SandboxController } from './sandboxController';

/** A workbook as the user named it. */
export interface GivenWorkbook {
  readonly target: GraphTarget;
  readonly address: WorkbookAddress;
  /** Until the service has told the real one. */
  readonly name: string;
}

/** What a person pasted, taken apart: a workbook's address, a session id, or both. */
export interface PastedSession {
  readonly workbook?: GivenWorkbook;
  readonly sessionId?: string;
}

/** Reads what a person pasted. @throws WorkbookSessionError `invalidAddress`, `foreignAddress`, `invalidSessionId` */
export type ReadPaste = (text: string) => PastedSession;

/** Asks which workbook: one that is known already, or the address of another. */
export class WorkbookInput {
  constructor(
    private readonly readPaste: ReadPaste,
    private readonly service: SessionService,
    private readonly sandbox: SandboxController,
  ) {}

  async choose(title: string): Promise<GivenWorkbook | undefined> {
    const known = this.knownWorkbooks();
    if (known.length === 0) {
      return this.enter(title);
    }
    const items = known.map((workbook) => ({
      label: workbookName({ workbookName: workbook.name }),
      description: plainText(itemText(workbook.address)),
      iconPath: new vscode.ThemeIcon('table'),
      workbook,
    }));
    const other = { label: l10n.t('Enter an Address…'), alwaysShow: true, workbook: undefined };
    const placeHolder = l10n.t('Choose a workbook');
    const picked = await vscode.window.showQuickPick([other, ...items], { title, placeHolder });
    return picked === other ? this.enter(title) : picked?.workbook;
  }

  /** Asks for one line: an address, a session id, or both. */
  async paste(
    title: string,
    prompt: string,
    read: ReadPaste = this.readPaste,
  ): Promise<PastedSession | undefined> {
    const text = await vscode.window.showInputBox({
      title,
      prompt,
      placeHolder: 'https://graph.microsoft.com/v1.0/drives/{drive-id}/items/{item-id}',
      ignoreFocusOut: true,
      validateInput: (value) => (value.trim() === '' ? undefined : refusal(() => read(value))),
    });
    return text?.trim() ? read(text) : undefined;
  }

  private async enter(title: string): Promise<GivenWorkbook | undefined> {
    const prompt = l10n.t(
      'The address of the workbook in Microsoft Graph, or its drive ID and item ID.',
    );
    const readWorkbook: ReadPaste = (text) => {
      const pasted = this.readPaste(text);
      if (!pasted.workbook) {
        throw new WorkbookSessionError('invalidAddress');
      }
      return pasted;
    };
    return (await this.paste(title, prompt, readWorkbook))?.workbook;
  }

  /** The listed workbooks and the sandbox's, each once. */
  private knownWorkbooks(): readonly GivenWorkbook[] {
    const samples: GivenWorkbook[] = (this.sandbox.running?.samples ?? []).map(
      ({ driveId, itemId, name }) => ({
        target: this.sandbox.target(),
        address: addressOfIds({ driveId, itemId }),
        name,
      }),
    );
    const listed: GivenWorkbook[] = this.service
      .sessions()
      .map(({ target, address, ids, workbookName }) => ({
        target,
        address: ids ? addressOfIds(ids) : address,
        name: workbookName,
      }));
    const known = new Map<string, GivenWorkbook>();
    for (const workbook of [...listed, ...samples]) {
      known.set(workbookKey(workbook), workbook);
    }
    return [...known.values()];
  }
}

/** What tells two workbooks of the same name apart. */
function itemText({ item }: WorkbookAddress): string {
  return item.kind === 'id' ? item.id : item.path;
}
