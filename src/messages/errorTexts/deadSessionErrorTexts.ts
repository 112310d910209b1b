import * as l10n from '@vscode/l10n';
import type { ErrorCode } from '../../model/errors';
import type { ErrorTextMaker } from './errorText';

/** Errors that say that the session has ended. */
export const deadSessionErrorTexts = {
  sessionGone: () => ({
    what: l10n.t('The service no longer knows the session.'),
    advice: l10n.t('Create a new one if you still need it.'),
  }),
  sessionAccessConflict: () => ({
    what: l10n.t('The session ended because another program is using the workbook.'),
    advice: l10n.t('Wait until that program is done before you create a new one.'),
  }),
  sessionSignInFailed: () => ({
    what: l10n.t('The sign-in to the session failed.'),
    advice: l10n.t('Sign in again before you create a new one.'),
    action: 'signIn',
  }),
  sessionWorkbookGone: () => ({
    what: l10n.t('The session ended because its workbook is no longer there.'),
    advice: l10n.t('Find the file again: it may have been moved or deleted.'),
  }),
  sessionRestricted: () => ({
    what: l10n.t('The session ended because of a setting or a restriction of the service.'),
    advice: l10n.t('A session in the other mode may work; otherwise, ask your administrator.'),
  }),
  sessionUnsupportedWorkbook: () => ({
    what: l10n.t(
      'The session ended because the workbook is too big or contains something that the service doesn’t support.',
    ),
    advice: l10n.t('Open the workbook in desktop Excel and remove what was added last.'),
  }),
  goneOrOfAnotherAccount: () => ({
    what: l10n.t(
      'The service doesn’t know the session: it’s already gone, or it belongs to an account other than the one in use.',
    ),
    advice: l10n.t('Sign in as the account that opened it and try again, or forget it.'),
    action: 'signInAsAnother',
    otherAction: 'forget',
  }),
} satisfies Partial<Record<ErrorCode, ErrorTextMaker>>;
