import * as l10n from '@vscode/l10n';
import type { CommandId } from '../contributions';
import { isCancellation, type WorkbookSessionError } from '../model/errors';
import { errorMessage } from './errorMessages';
import type { MessageAction } from './messageActions';
import type { Act } from './errorTexts/errorText';
import { plainText } from './plainText';

/** What the user was doing when an error occurred. */
export interface Purpose {
  readonly act: Act;
  /** One sentence: what wasn't done. */
  readonly failed: string;
}

/** The message for an error, and where it is shown. */
export interface ErrorNotice {
  readonly place: 'error' | 'info' | 'statusBar';
  readonly text: string;
  readonly actions: readonly MessageAction[];
}

/** @param wanted the purpose, or the command that stands for it; absent when the error's own texts are enough */
export function errorNotice(
  error: WorkbookSessionError,
  wanted?: Purpose | CommandId,
): ErrorNotice {
  const purpose = typeof wanted === 'string' ? purposes[wanted]?.() : wanted;
  const { code, facts } = error;
  const { what, advice, statesOutcome, actions } = errorMessage(code, facts, purpose?.act);
  const failed = statesOutcome ? undefined : purpose?.failed;
  const place = placeOf(error, statesOutcome);
  return place === 'statusBar'
    ? { place, text: failed ?? what, actions: [] }
    : { place, text: [failed, what, advice].filter(Boolean).join(' '), actions };
}

/** A cancellation goes to the status bar, unless the browser may have shown an error or the act may still succeed. */
function placeOf(
  { code, facts }: WorkbookSessionError,
  statesOutcome: boolean,
): ErrorNotice['place'] {
  if (!isCancellation(code)) {
    return 'error';
  }
  return statesOutcome || facts.wasInBrowser ? 'info' : 'statusBar';
}

/** @param workbookName empty when it is unknown */
export function purposeOfCreation(workbookName: string): Purpose {
  const name = plainText(workbookName);
  return { act: 'create', failed: name === '' ? notCreated() : notCreatedOf(name) };
}

/**
 * @param failed how many sessions could not be added
 * @param all how many were to be added
 */
export function purposeOfAdding(failed: number, all: number): Purpose {
  return { act: 'use', failed: failed === all ? notAdded() : notAddedOf(failed) };
}

/** The purpose of each command; undefined when its errors need no first sentence. */
const purposes: Readonly<Record<CommandId, (() => Purpose) | undefined>> = {
  'workbookSessions.createSession': create,
  'workbookSessions.createAnother': create,
  'workbookSessions.createAgain': create,
  'workbookSessions.addSession': use(notAdded),
  'workbookSessions.trackFound': use(notAdded),
  'workbookSessions.closeFound': use(notClosed),
  'workbookSessions.closeSession': use(notClosed),
  'workbookSessions.closeSessions': use(notClosed),
  'workbookSessions.closeWorkbookSessions': use(notClosed),
  'workbookSessions.closeAllSessions': use(notClosed),
  'workbookSessions.closeExpiredSessions': use(notClosed),
  'workbookSessions.refreshSession': use(notRefreshed),
  'workbookSessions.refreshSessions': use(notRefreshed),
  'workbookSessions.refreshAllSessions': use(notRefreshed),
  'workbookSessions.keepAlive': use(() => l10n.t('Keep-alive was not turned on.')),
  'workbookSessions.stopKeepAlive': use(() => l10n.t('Keep-alive was not turned off.')),
  'workbookSessions.openRecordingTerminal': use(() => l10n.t('No terminal was opened.')),
  'workbookSessions.setLabel': use(() => l10n.t('The label was not set.')),
  'workbookSessions.setMode': use(() => l10n.t('The mode was not set.')),
  'workbookSessions.forgetSession': use(notForgotten),
  'workbookSessions.forgetSessions': use(notForgotten),
  'workbookSessions.copySessionId': use(notCopied),
  'workbookSessions.copyWorkbookAddress': use(notCopied),
  'workbookSessions.copyAs': use(notCopied),
  'workbookSessions.copyList': use(notCopied),
  'workbookSessions.openWorkbook': use(() => l10n.t('The workbook was not opened in the browser.')),
  'workbookSessions.startSandbox': use(() => l10n.t('The sandbox was not started.')),
  'workbookSessions.stopSandbox': use(() => l10n.t('The sandbox was not stopped.')),
  'workbookSessions.clearRecentlyClosed': undefined,
  'workbookSessions.groupBy': undefined,
  'workbookSessions.sortBy': undefined,
  'workbookSessions.showSessions': undefined,
  'workbookSessions.showLog': undefined,
  // The errors of a sign-in name the sign-in themselves.
  'workbookSessions.setUpSignIn': undefined,
  'workbookSessions.signIn': undefined,
  'workbookSessions.signInAs': undefined,
  'workbookSessions.switchAccount': undefined,
  'workbookSessions.signOut': undefined,
  'workbookSessions.useAccessToken': undefined,
};

function create(): Purpose {
  return { act: 'create', failed: notCreated() };
}

function use(failed: () => string): () => Purpose {
  return () => ({ act: 'use', failed: failed() });
}

function notCreated(): string {
  return l10n.t('No session was created.');
}

function notCreatedOf(name: string): string {
  return l10n.t('No session of “{0}” was created.', name);
}

function notClosed(): string {
  return l10n.t('No session was closed.');
}

function notRefreshed(): string {
  return l10n.t('No session was refreshed.');
}

function notCopied(): string {
  return l10n.t('Nothing was copied.');
}

function notAdded(): string {
  return l10n.t('No session was added.');
}

function notAddedOf(count: number): string {
  return count === 1
    ? l10n.t('1 session was not added.')
    : l10n.t('{0} sessions were not added.', count);
}

function notForgotten(): string {
  return l10n.t('No session was forgotten.');
}
