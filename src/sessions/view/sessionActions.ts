import * as l10n from '@vscode/l10n';
import type { CommandId } from '../../contributions';
import type { WorkbookSession } from '../../model/workbookSession';
import { canSetMode } from './modeRows';

/** A row of the list behind the status bar item that does something. */
export interface ListAction<Id extends string = CommandId> {
  readonly id: Id;
  /** The id of a codicon. */
  readonly icon: string;
  readonly label: string;
}

/** The commands of the menu of a session's row, and `showInView`. */
export type SessionAction = ListAction<CommandId | 'showInView'>;

/** The commands on several sessions. */
export function manyActions(): readonly ListAction[] {
  return [
    action('workbookSessions.closeSession', 'checklist', l10n.t('Close Several Sessions…')),
    action('workbookSessions.closeAllSessions', 'close-all', l10n.t('Close Sessions: All…')),
    action('workbookSessions.closeExpiredSessions', 'question', l10n.t('Close Sessions: Expired…')),
    action('workbookSessions.closeWorkbookSessions', 'table', ofWorkbook()),
    action('workbookSessions.refreshAllSessions', 'refresh', l10n.t('Refresh All Sessions')),
  ];
}

/** The commands that need no session. */
export function newSessionActions(): readonly ListAction[] {
  return [
    action('workbookSessions.createSession', 'add', l10n.t('Create Session…')),
    action('workbookSessions.addSession', 'link', l10n.t('Add Existing Session…')),
  ];
}

/** Enter runs the first, so it does no harm. The first two are also buttons of the session's row. */
export function sessionActions(session: WorkbookSession): readonly SessionAction[] {
  const { status, target } = session;
  const isSignInWanted = status === 'closeFailed' && target.cloud !== 'sandbox';
  return [
    action('workbookSessions.refreshSession', 'refresh', l10n.t('Refresh Session')),
    action('workbookSessions.closeSession', 'close', l10n.t('Close Session')),
    ...(isSignInWanted
      ? [action('workbookSessions.signInAs', 'sign-in', l10n.t('Sign In to Close…'))]
      : []),
    action('workbookSessions.closeWorkbookSessions', 'close-all', ofWorkbook()),
    ...keepAliveActions(session),
    ...(canSetMode(session)
      ? [action('workbookSessions.setMode', 'edit', l10n.t('Set Mode…'))]
      : []),
    action('workbookSessions.setLabel', 'tag', l10n.t('Set Label…')),
    action('workbookSessions.copySessionId', 'copy', l10n.t('Copy Session ID')),
    action('workbookSessions.copyAs', 'code', l10n.t('Copy As…')),
    action('workbookSessions.copyWorkbookAddress', 'link', l10n.t('Copy Workbook Address')),
    action('workbookSessions.openWorkbook', 'link-external', l10n.t('Open Workbook in Browser')),
    action('workbookSessions.createAnother', 'add', l10n.t('Create Another Session…')),
    action('showInView', 'list-tree', l10n.t('Show in the View')),
    action('workbookSessions.forgetSession', 'trash', l10n.t('Forget Session')),
  ];
}

function keepAliveActions({ keptAliveUntil, status }: WorkbookSession): readonly SessionAction[] {
  if (keptAliveUntil !== undefined) {
    const label = l10n.t('Stop Keeping Session Alive');
    return [action('workbookSessions.stopKeepAlive', 'debug-pause', label)];
  }
  return status === 'open' || status === 'maybeExpired'
    ? [action('workbookSessions.keepAlive', 'pulse', l10n.t('Keep Session Alive'))]
    : [];
}

function ofWorkbook(): string {
  return l10n.t('Close Sessions: Of Workbook…');
}

function action<Id extends string>(id: Id, icon: string, label: string): ListAction<Id> {
  return { id, icon, label };
}
