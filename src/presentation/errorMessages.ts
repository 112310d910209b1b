import * as l10n from '@vscode/l10n';
import type { ErrorCode, ErrorFacts } from '../core/errors';
import { deadSessionErrorTexts } from './errorTexts/deadSessionErrorTexts';
import type { Act, ErrorAction, ErrorTextMaker } from './errorTexts/errorText';
import { inputErrorTexts } from './errorTexts/inputErrorTexts';
import { ownErrorTexts } from './errorTexts/ownErrorTexts';
import { refusalErrorTexts } from './errorTexts/refusalErrorTexts';
import { serviceErrorTexts } from './errorTexts/serviceErrorTexts';
import { signInErrorTexts } from './errorTexts/signInErrorTexts';
import { plainText } from './plainText';

export type { ErrorAction } from './errorTexts/errorText';

/** A button of a message. */
export interface MessageAction {
  readonly id: ErrorAction;
  readonly label: string;
  /** What is offered where this cannot be done. */
  readonly instead?: MessageAction;
}

/** An error as the user reads it. */
export interface ErrorMessage {
  /** One sentence: what happened. */
  readonly what: string;
  /** One sentence: what to do. */
  readonly advice: string;
  /** True when `what` tells how the act ended. */
  readonly tellsEnd: boolean;
  /** What helps with one click, the most helpful first. */
  readonly actions: readonly MessageAction[];
}

/** Each code has its words: one that is forgotten does not compile. */
const texts: Readonly<Record<ErrorCode, ErrorTextMaker>> = {
  ...inputErrorTexts,
  ...signInErrorTexts,
  ...deadSessionErrorTexts,
  ...refusalErrorTexts,
  ...serviceErrorTexts,
  ...ownErrorTexts,
};

const actionLabels: Readonly<Record<ErrorAction, (facts: ErrorFacts) => string>> = {
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
  dontShowAgain: () => l10n.t('Don’t Show Again'),
  showLog: () => l10n.t('Show Log'),
};

/** @param act what was being done; some errors mean another thing elsewhere */
export function errorMessage(
  code: ErrorCode,
  facts: ErrorFacts = {},
  act: Act = 'use',
): ErrorMessage {
  const shown = plainFacts(facts);
  const { what, advice, action, otherAction, tellsEnd = false } = texts[code](shown, act);
  const ids = [action, otherAction].filter((id) => id !== undefined);
  return { what, advice, tellsEnd, actions: ids.map((id) => messageAction(id, shown)) };
}

/** Why a session could not be closed, in a few words. */
export function failureReason(code: ErrorCode, facts: ErrorFacts = {}): string {
  return texts[code](plainFacts(facts), 'use').reason ?? l10n.t('not closed');
}

export function messageAction(id: ErrorAction, facts: ErrorFacts = {}): MessageAction {
  const action = { id, label: actionLabels[id](facts) };
  return id === 'signInAs' ? { ...action, instead: messageAction('signIn') } : action;
}

function plainFacts(facts: ErrorFacts): ErrorFacts {
  const { accountLabel } = facts;
  return accountLabel ? { ...facts, accountLabel: plainText(accountLabel) } : facts;
}
