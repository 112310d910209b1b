import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PastedSession } from '../../core/pastedSession';
import { parseSessionId } from '../../core/sessionId';
import type { SessionService } from '../../core/sessionService';
import type { SessionMode } from '../../core/workbookSession';
import type { GivenWorkbook } from '../../core/workbookText';
import { plainText } from '../../presentation/plainText';
import type { AdoptFlow } from '../adoptFlow';
import type { CommandHandler } from '../commandRegistrar';
import { refusal } from '../refusal';
import type { SessionSource } from '../sessionSource';
import type { WorkbookPicker } from '../workbookPicker';

interface AddSessionParts {
  readonly service: SessionService;
  readonly sessionSource: SessionSource;
  readonly workbookPicker: WorkbookPicker;
  readonly adoptFlow: AdoptFlow;
}

/** Add Existing Session: sessions that other programs opened; nothing is sent but, silently, the question for the workbooks' names. */
export function addSession(deps: AddSessionParts): CommandHandler {
  return async () => {
    const title = l10n.t('Add Existing Session');
    const source = await deps.sessionSource.ask(title);
    if (source?.kind === 'text') {
      await deps.adoptFlow.adopt(source.text, title);
    } else if (source) {
      await addPasted(source.pasted, title, deps);
    }
  };
}

async function addPasted(
  pasted: PastedSession,
  title: string,
  { service, workbookPicker }: AddSessionParts,
): Promise<void> {
  const workbook = pasted.workbook ?? (await workbookPicker.choose(title));
  const sessionId = workbook && (pasted.sessionId ?? (await askForSessionId(title)));
  const mode = sessionId && (await askForMode(title));
  if (workbook && sessionId && mode) {
    await add(service, workbook, sessionId, mode);
  }
}

async function askForSessionId(title: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: l10n.t('Paste the session ID: the value of the header workbook-session-id.'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) =>
      value.trim() === '' ? undefined : refusal(() => parseSessionId(value)),
  });
}

async function askForMode(title: string): Promise<SessionMode | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly mode: SessionMode })[] = [
    {
      label: l10n.t('I do not know'),
      detail: l10n.t('You are asked before it is closed.'),
      mode: 'unknownMode',
    },
    {
      label: l10n.t('Persistent'),
      detail: l10n.t('It was created with persistChanges: true.'),
      mode: 'persistent',
    },
    {
      label: l10n.t('Non-persistent'),
      detail: l10n.t('It was created with persistChanges: false.'),
      mode: 'nonPersistent',
    },
  ];
  const placeHolder = l10n.t('Which mode does the session have?');
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.mode;
}

async function add(
  service: SessionService,
  { target, address, name }: GivenWorkbook,
  sessionId: string,
  mode: SessionMode,
): Promise<void> {
  const { key, isNew } = await service.add({
    target,
    address,
    workbookName: name,
    sessionId,
    mode,
  });
  if (!isNew) {
    void vscode.window.showInformationMessage(l10n.t('This session is listed already.'));
    return;
  }
  void service.identifyWorkbook(key);
  void vscode.window.showInformationMessage(
    name === ''
      ? l10n.t('Added the session to the list.')
      : l10n.t('Added a session of “{0}” to the list.', plainText(name)),
  );
}
