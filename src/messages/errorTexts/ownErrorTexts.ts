import * as l10n from '@vscode/l10n';
import type { ErrorCode } from '../../model/errors';
import type { ErrorTextMaker } from './errorText';

/** Errors that neither Microsoft Graph nor the sign-in caused. */
export const ownErrorTexts = {
  recordNotSaved: () => ({
    what: l10n.t('The session couldn’t be saved to disk, so only this window knows it.'),
    advice: l10n.t('Save it again or close it now; otherwise, it expires by itself.'),
    action: 'saveAgain',
    otherAction: 'closeNow',
    statesOutcome: true,
  }),
  storageUnreadable: () => ({
    what: l10n.t('The list of sessions can’t be read from disk.'),
    advice: l10n.t('Nothing was deleted; the log has details about the folder.'),
    action: 'showLog',
  }),
  sessionNotListed: () => ({
    what: l10n.t('The session is no longer on the list.'),
    advice: l10n.t('It may have been closed or forgotten in another window.'),
  }),
  sandboxUnavailable: (_, act) => ({
    what: l10n.t('The sandbox doesn’t answer.'),
    advice:
      act === 'use'
        ? l10n.t('Start it again; the sessions of a stopped sandbox are gone.')
        : l10n.t('Start it again.'),
    action: 'startSandbox',
    otherAction: 'forget',
  }),
  workspaceNotTrusted: () => ({
    what: l10n.t('Programs of this workspace aren’t recorded, because you don’t trust it.'),
    advice: l10n.t('Trust the workspace first.'),
  }),
  recordingElsewhere: () => ({
    what: l10n.t(
      'Your programs run on another machine than this extension, which can’t record them.',
    ),
    advice: l10n.t('Install the extension where your programs run.'),
  }),
  recordingFailed: () => ({
    what: l10n.t('The recording of programs couldn’t be started.'),
    advice: l10n.t('See the log for details.'),
    action: 'showLog',
  }),
  cancelled: () => ({
    what: l10n.t('You cancelled.'),
    advice: l10n.t('Requests that weren’t sent yet won’t be sent.'),
  }),
  unexpected: () => ({
    what: l10n.t('Something unexpected went wrong.'),
    advice: l10n.t('See the log for details, and please report this.'),
    action: 'showLog',
  }),
} satisfies Partial<Record<ErrorCode, ErrorTextMaker>>;
