import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import type { SessionService } from '../../core/sessionService';
import type { GivenWorkbook } from '../../core/workbookText';
import { plainText } from '../../presentation/plainText';
import { workbookName } from '../../presentation/sessionWords';
import type { CommandHandler } from '../commandRegistrar';
import { withCancellableProgress } from '../progress';
import type { WorkbookPicker } from '../workbookPicker';

interface CreateSessionParts {
  readonly service: SessionService;
  readonly clock: Clock;
  readonly workbookPicker: WorkbookPicker;
}

/** Create Session: which workbook, persistent or not; what the answer says is what is shown. */
export function createSession(deps: CreateSessionParts): CommandHandler {
  return async () => {
    const title = l10n.t('Create Session');
    const workbook = await deps.workbookPicker.choose(title);
    const persistChanges = workbook && (await choosePersistence(title));
    if (workbook && persistChanges !== undefined) {
      await open(deps, workbook, persistChanges);
    }
  };
}

async function open(
  { service, clock, workbookPicker }: CreateSessionParts,
  { name, ...workbook }: GivenWorkbook,
  persistChanges: boolean,
): Promise<void> {
  const title =
    name === ''
      ? l10n.t('Opening a session')
      : l10n.t('Opening a session of “{0}”', plainText(name));
  const request = { ...workbook, workbookName: name, persistChanges };
  const session = await withCancellableProgress(title, clock, (signal) =>
    service.create(request, { interactive: true, signal }),
  );
  await workbookPicker.remember({ ...session, name: session.workbookName });
  const isAsAsked = (session.mode === 'persistent') === persistChanges;
  const opened =
    session.mode === 'persistent'
      ? l10n.t('Opened a persistent session of “{0}”.', workbookName(session))
      : l10n.t('Opened a non-persistent session of “{0}”.', workbookName(session));
  if (isAsAsked) {
    void vscode.window.showInformationMessage(opened);
  } else {
    const surprise = l10n.t('The service chose this mode; you had asked for the other one.');
    void vscode.window.showWarningMessage(`${opened} ${surprise}`);
  }
}

async function choosePersistence(title: string): Promise<boolean | undefined> {
  const items = [
    {
      label: l10n.t('Persistent'),
      detail: l10n.t('Changes made in the session are saved to the workbook.'),
      persistChanges: true,
    },
    {
      label: l10n.t('Non-persistent'),
      detail: l10n.t('Changes live in a temporary copy and are lost when the session ends.'),
      persistChanges: false,
    },
  ];
  const placeHolder = l10n.t('What becomes of changes made in the session?');
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.persistChanges;
}
