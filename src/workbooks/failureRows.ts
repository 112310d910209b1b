import * as l10n from '@vscode/l10n';
import type { ErrorCode, WorkbookSessionError } from '../model/errors';
import { errorMessage } from '../messages/errorMessages';
import type { MessageActionId, MessageAction } from '../messages/messageActions';
import type { RowChoice, WorkbookRow } from './workbookRow';

/**
 * Says why a question failed and what the user can do.
 * @param offer filters the actions that can be done here
 */
export function failureRows(
  { code, facts }: WorkbookSessionError,
  canAskForAllFiles: boolean,
  offer: (actions: readonly MessageAction[]) => readonly MessageAction[],
): readonly WorkbookRow[] {
  const { what, advice, actions } = errorMessage(code, facts, 'find');
  const offered = offer(actions);
  const [first] = offered;
  const choice = first && helpsFirst.has(first.id) ? actChoice(first.id) : askAgain;
  return [
    { choice, icon: 'warning', label: what, detail: advice },
    ...(code === 'accessDenied' && canAskForAllFiles ? [allFilesRow()] : []),
    ...offered.filter(({ id }) => !sameAsAgain.has(id)).map((action) => actionRow(action, code)),
  ];
}

const askAgain: RowChoice = { kind: 'again' };

/** The row of the failure, or a row with more text, does the same. */
const sameAsAgain: ReadonlySet<MessageActionId> = new Set(['tryAgain', 'askForAllFiles']);

/** Without one of these actions, asking again fails in the same way. */
const helpsFirst: ReadonlySet<MessageActionId> = new Set([
  ...(['setUpSignIn', 'useAccessToken'] as const),
  ...(['signInAnotherWay', 'startSandbox'] as const),
]);

/** Asking again opens the sign-in dialog. A token that the service rejected needs a new sign-in. */
function actionRow({ id, label }: MessageAction, code: ErrorCode): WorkbookRow {
  const isAgain = id === 'signIn' && code !== 'unauthorized';
  return { choice: isAgain ? askAgain : actChoice(id), icon: icons[id] ?? 'arrow-right', label };
}

function actChoice(action: MessageActionId): RowChoice {
  return { kind: 'act', action };
}

const icons: Readonly<Partial<Record<MessageActionId, WorkbookRow['icon']>>> = {
  signIn: 'sign-in',
  signInAs: 'sign-in',
  signInAsAnother: 'sign-in',
  signInAnotherWay: 'sign-in',
  setUpSignIn: 'gear',
  openClientIdSetting: 'gear',
  openTenantSetting: 'gear',
  openCloudSetting: 'gear',
  openEndpointSetting: 'gear',
  useAccessToken: 'key',
  copyAdminConsentLink: 'copy',
  showLog: 'output',
};

/** Says that a part of the search failed. The rest of its result is shown above. */
export function partFailureRow({ code, facts }: WorkbookSessionError): WorkbookRow {
  const { what, advice } = errorMessage(code, facts, 'find');
  const label = l10n.t('Not everything was searched');
  return { choice: askAgain, icon: 'warning', label, detail: `${what} ${advice}` };
}

/** Says why a file or a text can't be chosen. */
export function refusalRow(code: ErrorCode): WorkbookRow {
  const { what, advice } = errorMessage(code, {}, 'find');
  return { choice: { kind: 'none' }, icon: 'warning', label: what, detail: advice };
}

function allFilesRow(): WorkbookRow {
  return {
    choice: { kind: 'withAllFiles' },
    icon: 'search',
    label: l10n.t('Ask for Access to All Files That You Can Open…'),
    detail: permissionText(),
  };
}

/** Names the permission that is needed beyond the user's own drive. */
export function permissionText(): string {
  return l10n.t(
    'Needs the permission Files.ReadWrite.All, which an administrator may have to grant.',
  );
}
