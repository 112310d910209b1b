import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { WorkbookSessionError } from '../../model/errors';
import { longestText } from '../foundSession';
import type { PastedSession } from '../pastedSession';
import { graphText } from '../../sessions/view/sessionTexts';
import { validationMessage } from '../../window/steps';

/** Reads what the user pasted. @throws WorkbookSessionError `invalidAddress`, `foreignAddress`, `invalidSessionId` */
export type ReadPaste = (text: string) => PastedSession;

/** Where to look for sessions: in a pasted line, or in a whole text. */
export type SourceText =
  | { readonly kind: 'line'; readonly pasted: PastedSession }
  | { readonly kind: 'text'; readonly text: string };

interface SourceItem extends vscode.QuickPickItem {
  /** Undefined for a row that only says why the text can't be read. */
  readonly take: (() => Promise<SourceText | undefined>) | undefined;
}

/** Asks where to look for sessions: in a pasted line, the clipboard, the editor, or a file. */
export class SessionSource {
  constructor(private readonly readPaste: ReadPaste) {}

  async ask(title: string): Promise<SourceText | undefined> {
    const pick = vscode.window.createQuickPick<SourceItem>();
    pick.title = title;
    pick.placeholder = l10n.t('Paste an address, a session ID or a request, or say where to look');
    pick.ignoreFocusOut = true;
    const sources = sourceItems();
    const render = () => {
      pick.items = [...this.lineItems(pick.value), ...sources];
    };
    render();
    pick.onDidChangeValue(render);
    try {
      const take = await chosenIn(pick);
      pick.hide();
      return checked(await take?.());
    } finally {
      pick.dispose();
    }
  }

  private lineItems(text: string): readonly SourceItem[] {
    if (text.trim() === '') {
      return [];
    }
    const message = validationMessage(() => this.readPaste(text));
    return [
      message === undefined
        ? pastedItem(this.readPaste(text))
        : {
            label: message,
            iconPath: new vscode.ThemeIcon('warning'),
            alwaysShow: true,
            take: undefined,
          },
    ];
  }
}

/** Shows the Graph of an address, because the address may name no host. */
function pastedItem(pasted: PastedSession): SourceItem {
  const graph = pasted.workbook && graphText(pasted.workbook.target.cloud);
  return {
    label: l10n.t('Use What You Pasted'),
    iconPath: new vscode.ThemeIcon('check'),
    ...(graph && { detail: graph }),
    alwaysShow: true,
    take: () => Promise.resolve({ kind: 'line', pasted }),
  };
}

/** Rejects a text that is too large, because a part of it could miss sessions. @throws WorkbookSessionError `textTooLarge` */
function checked(source: SourceText | undefined): SourceText | undefined {
  if (source?.kind === 'text' && source.text.length > longestText) {
    throw new WorkbookSessionError('textTooLarge');
  }
  return source;
}

/** Waits for the user's choice. A row that can't be taken leaves the picker open. */
function chosenIn(
  pick: vscode.QuickPick<SourceItem>,
): Promise<(() => Promise<SourceText | undefined>) | undefined> {
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const take = pick.selectedItems[0]?.take;
      if (take) {
        resolve(take);
      }
    });
    pick.onDidHide(() => {
      resolve(undefined);
    });
    pick.show();
  });
}

function sourceItems(): readonly SourceItem[] {
  const item = (icon: string, label: string, detail: string, text: () => PromiseLike<string>) => ({
    label,
    iconPath: new vscode.ThemeIcon(icon),
    detail,
    alwaysShow: true,
    take: async (): Promise<SourceText> => ({ kind: 'text', text: await text() }),
  });
  const editor = vscode.window.activeTextEditor;
  const selection = editor?.document.getText(editor.selection) ?? '';
  const forms = l10n.t('curl commands, HTTP requests, createSession answers, logs');
  return [
    item('clippy', l10n.t('Look in the Clipboard'), forms, () => vscode.env.clipboard.readText()),
    ...(selection === ''
      ? []
      : [
          item('selection', l10n.t('Look in the Selection'), forms, () =>
            Promise.resolve(selection),
          ),
        ]),
    ...(editor
      ? [
          item('file', l10n.t('Look in the Open File'), forms, () =>
            Promise.resolve(editor.document.getText()),
          ),
        ]
      : []),
    {
      label: l10n.t('Look in a File…'),
      iconPath: new vscode.ThemeIcon('folder-opened'),
      detail: forms,
      alwaysShow: true,
      take: takeFile,
    },
  ];
}

async function takeFile(): Promise<SourceText | undefined> {
  const [uri] = (await vscode.window.showOpenDialog({ title: l10n.t('Look in a File…') })) ?? [];
  if (!uri) {
    return undefined;
  }
  // A character takes at most four bytes.
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > 4 * longestText) {
    throw new WorkbookSessionError('textTooLarge');
  }
  // `decode` detects UTF-16, which some shells of Windows write.
  const text = await vscode.workspace.decode(await vscode.workspace.fs.readFile(uri), { uri });
  return { kind: 'text', text };
}
