import * as l10n from '@vscode/l10n';
import type { ErrorFacts } from '../model/errors';

/** What the buttons of messages can do. `window/errorPresenter.ts` does most of it. */
export const messageActionIds = [
  'setUpSignIn',
  'signIn',
  'signInAs',
  'signInAsAnother',
  'signInAnotherWay',
  'copyAdminConsentLink',
  'openClientIdSetting',
  'openTenantSetting',
  'openCloudSetting',
  'openEndpointSetting',
  'useAccessToken',
  'startSandbox',
  'openRecordingTerminal',
  'addAgain',
  'saveAgain',
  'closeNow',
  'forget',
  'createAgain',
  'askForAllFiles',
  'tryAgain',
  'refresh',
  'close',
  'keep',
  'show',
  'dontShowAgain',
  'showLog',
] as const;

export type MessageActionId = (typeof messageActionIds)[number];

/** A button of a message. */
export interface MessageAction {
  readonly id: MessageActionId;
  readonly label: string;
  /** The button that is shown where this one can't do anything. */
  readonly instead?: MessageAction;
}

const actionLabels: Readonly<Record<MessageActionId, (facts: ErrorFacts) => string>> = {
  setUpSignIn: () => l10n.t('Set Up Sign-In'),
  signIn: () => l10n.t('Sign In'),
  signInAs: ({ accountLabel = '' }) => l10n.t('Sign In as {0}', accountLabel),
  signInAsAnother: () => l10n.t('Sign In as Another Account'),
  signInAnotherWay: () => l10n.t('Sign In Another Way'),
  copyAdminConsentLink: () => l10n.t('Copy Link for the Administrator'),
  openClientIdSetting: () => l10n.t('Change the Client ID'),
  openTenantSetting: () => l10n.t('Enter a Tenant'),
  openCloudSetting: () => l10n.t('Set the Cloud'),
  openEndpointSetting: () => l10n.t('Open the Setting'),
  useAccessToken: () => l10n.t('Use an Access Token'),
  startSandbox: () => l10n.t('Start Sandbox'),
  openRecordingTerminal: () => l10n.t('Open Recording Terminal'),
  addAgain: () => l10n.t('Add Again'),
  saveAgain: () => l10n.t('Save Again'),
  closeNow: () => l10n.t('Close Now'),
  forget: () => l10n.t('Forget'),
  createAgain: () => l10n.t('Create Again'),
  askForAllFiles: () => l10n.t('Ask for Access to All Files'),
  tryAgain: () => l10n.t('Try Again'),
  refresh: () => l10n.t('Refresh'),
  close: () => l10n.t('Close…'),
  keep: () => l10n.t('Keep'),
  show: () => l10n.t('Show'),
  dontShowAgain: () => l10n.t('Don’t Show Again'),
  showLog: () => l10n.t('Show Log'),
};

export function messageAction(id: MessageActionId, facts: ErrorFacts = {}): MessageAction {
  const action = { id, label: actionLabels[id](facts) };
  return id === 'signInAs' ? { ...action, instead: messageAction('signIn') } : action;
}
