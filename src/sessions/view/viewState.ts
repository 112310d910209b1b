import type { SignInState } from '../../model/signInMethod';
import * as l10n from '@vscode/l10n';
import type { ContextValues, ViewState } from '../../contributions';
import type { StorageState } from '../sessionList';
import type { ViewRows } from './viewRows';

/** Why the view has no rows, or would have none. */
export function viewStateOf(
  storage: StorageState,
  signIn: SignInState,
  isSandboxRunning: boolean,
): ViewState {
  if (storage !== 'ready') {
    return storage === 'loading' ? 'loading' : 'storageUnreadable';
  }
  if (isSandboxRunning || signIn === 'unknown' || signIn === 'ready') {
    return 'empty';
  }
  return signIn === 'tokenEnded' ? 'signedOut' : signIn;
}

/** The sign-in state for menus. */
export function signedInOf(signIn: SignInState): ContextValues['workbookSessions.signedIn'] {
  switch (signIn) {
    case 'ready':
      return 'yes';
    case 'noClientId':
    case 'signedOut':
      return 'no';
    // Sign Out also forgets a token that has ended, so it must be in the menu.
    case 'tokenEnded':
    case 'unknown':
      return 'unknown';
  }
}

/** The line above the rows: what the welcome text would say without rows. */
export function viewMessage(
  state: ViewState,
  { hasGraphSession, hasSandboxSession, needsAccount, hasOther }: ViewRows['content'],
): string | undefined {
  const hasSession = hasGraphSession || hasSandboxSession;
  if (!hasSession && !hasOther) {
    return undefined;
  }
  if (state === 'storageUnreadable') {
    return l10n.t('The list can’t be read from disk right now, so it may be out of date.');
  }
  if (!hasSession) {
    return emptyMessage(state);
  }
  return needsAccount ? signInMessage(state) : undefined;
}

function signInMessage(state: ViewState): string | undefined {
  switch (state) {
    case 'noClientId':
      return l10n.t('To close these sessions, set up sign-in or use an access token.');
    case 'signedOut':
      return l10n.t('To close these sessions, sign in or use an access token.');
    default:
      return undefined;
  }
}

/** Names what the welcome text offers: a row hides that text, and a message has no links. */
function emptyMessage(state: ViewState): string {
  const none = l10n.t('No workbook sessions are listed.');
  switch (state) {
    case 'noClientId':
      return `${none} ${l10n.t('To open one, set up sign-in, use an access token, or start the sandbox. All three are in the “…” menu above.')}`;
    case 'signedOut':
      return `${none} ${l10n.t('To open one, sign in, use an access token, or start the sandbox. All three are in the “…” menu above.')}`;
    default:
      return `${none} ${l10n.t('Create or add one with the buttons above.')}`;
  }
}
