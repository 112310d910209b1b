import * as l10n from '@vscode/l10n';
import type { ErrorCode } from '../../model/errors';
import type { ErrorTextMaker } from './errorText';

/** Errors of our own. */
export const ownErrorTexts = {
  recordNotSaved: () => ({
    what: l10n.t('The session could not be saved to disk: only this window knows it.'),
    advice: l10n.t('Save it again, or close it now; otherwise it lapses by itself.'),
    action: 'saveAgain',
    otherAction: 'closeNow',
    tellsEnd: true,
  }),
  storageUnreadable: () => ({
    what: l10n.t('The list of sessions cannot be read from disk.'),
    advice: l10n.t('Nothing was deleted: the log names the folder’s trouble.'),
    action: 'showLog',
  }),
  sessionNotListed: () => ({
    what: l10n.t('The session is no longer on the list.'),
    advice: l10n.t('It may have been closed or forgotten in another window.'),
  }),
  sandboxUnavailable: (_, act) => ({
    what: l10n.t('The sandbox does not answer.'),
    advice:
      act === 'use'
        ? l10n.t('Start it again; sessions of a sandbox that has ended are gone.')
        : l10n.t('Start it again.'),
    action: 'startSandbox',
    otherAction: 'forget',
  }),
  cancelled: () => ({
    what: l10n.t('You cancelled.'),
    advice: l10n.t('What had not been sent yet is not sent.'),
  }),
  unexpected: () => ({
    what: l10n.t('Something went wrong that was not foreseen.'),
    advice: l10n.t('The log tells more; please report it.'),
    action: 'showLog',
  }),
} satisfies Partial<Record<ErrorCode, ErrorTextMaker>>;
