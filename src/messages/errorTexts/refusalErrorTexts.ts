import * as l10n from '@vscode/l10n';
import type { ErrorCode } from '../../model/errors';
import type { Act, ErrorTextMaker } from './errorText';

/** Microsoft Graph refused the request, and would refuse the same request again. */
export const refusalErrorTexts = {
  badRequest: (_, act) => ({
    what: l10n.t('Microsoft Graph refused the request as malformed.'),
    advice: {
      use: l10n.t('Check the address of the workbook and the session ID; the log has details.'),
      create: l10n.t('Check the address of the workbook; the log has details.'),
      find: l10n.t('Try other words or another link; the log has details.'),
    }[act],
    action: 'showLog',
  }),
  unauthorized: () => ({
    what: l10n.t('Microsoft Graph refused the access token.'),
    advice: l10n.t(
      'Sign in again, or use a fresh access token with the permission Files.ReadWrite.',
    ),
    action: 'signIn',
  }),
  fileOpenUnauthorized: () => ({
    what: l10n.t('Excel’s service wasn’t allowed to open the file for this account.'),
    advice: l10n.t(
      'Signing in again doesn’t help: open the file in Excel on the web with the same account, and check who can open it.',
    ),
    action: 'showLog',
  }),
  accessDenied: (_, act) => ({
    what:
      act === 'find'
        ? l10n.t('This account isn’t allowed to look there.')
        : l10n.t('This account isn’t allowed to do that with this workbook.'),
    advice: {
      use: l10n.t(
        'Use the account that created the session, and check that it can edit the file; a file outside your own OneDrive needs the permission Files.ReadWrite.All.',
      ),
      create: l10n.t(
        'Check that the account can edit the file; a file outside your own OneDrive needs the permission Files.ReadWrite.All.',
      ),
      find: l10n.t(
        'Use another account, or ask for access; everything outside your own OneDrive needs the permission Files.ReadWrite.All.',
      ),
    }[act],
    action: 'askForAllFiles',
    otherAction: 'showLog',
  }),
  excelAccessDenied: () => ({
    what: l10n.t('Excel’s service couldn’t get access to the file (“WAC access token”).'),
    advice: l10n.t(
      'Known causes: an old .xls file, an address by path instead of drive ID and item ID, a SharePoint file that the account can’t edit, or an outage.',
    ),
    action: 'showLog',
  }),
  editAccessDenied: () => ({
    what: l10n.t('This account isn’t allowed to edit the workbook.'),
    advice: l10n.t('Ask the owner of the file for permission to edit it, or use another account.'),
  }),
  openAccessDenied: () => ({
    what: l10n.t('Excel’s service isn’t allowed to open this workbook.'),
    advice: l10n.t(
      'A sensitivity label or a policy of your organization may block it: ask your administrator.',
    ),
  }),
  workbookNotFound: (_, act) => ({
    what:
      act === 'find'
        ? l10n.t('Microsoft Graph didn’t find what you asked for.')
        : l10n.t('Microsoft Graph didn’t find the workbook.'),
    advice: notFoundAdvice(act),
    action: 'tryAgain',
    otherAction: 'forget',
  }),
  methodNotAllowed: () => ({
    what: l10n.t('Microsoft Graph doesn’t offer this action for this address.'),
    advice: l10n.t('Check that the address belongs to a workbook: .xlsx, not .xls.'),
    action: 'showLog',
  }),
  accessConflict: () => ({
    what: l10n.t('Another program is using the workbook.'),
    advice: l10n.t('Wait until it’s done, or close the workbook there, and try again.'),
    action: 'tryAgain',
  }),
  locked: (_, act) => ({
    what: l10n.t('The file is locked because someone or something has it open.'),
    advice:
      act === 'use'
        ? l10n.t('Close it there and try again; closing your own session may not unlock it.')
        : l10n.t('Close it there and try again.'),
    action: 'tryAgain',
  }),
  payloadTooLarge: (_, act) => ({
    what: l10n.t('The request was too large for Microsoft Graph.'),
    advice:
      act === 'use'
        ? l10n.t('Check that the session ID is complete and contains nothing else.')
        : l10n.t('Check that your input is complete and contains nothing else.'),
    action: 'showLog',
  }),
  unsupportedWorkbook: () => ({
    what: l10n.t(
      'The workbook is too big or contains something that Excel’s service doesn’t support.',
    ),
    advice: l10n.t('Open it in desktop Excel and remove what was added last.'),
  }),
  notAWorkbook: () => ({
    what: l10n.t('The file isn’t a workbook in the Office Open XML format.'),
    advice: l10n.t(
      'Only .xlsx and related formats have sessions: save an old .xls file as .xlsx in Excel, then use the new file.',
    ),
  }),
  notImplemented: () => ({
    what: l10n.t('The service doesn’t offer this.'),
    advice: l10n.t('Workbook sessions need OneDrive for Business or SharePoint.'),
    action: 'showLog',
  }),
  insufficientStorage: () => ({
    what: l10n.t('The drive of the workbook is full.'),
    advice: l10n.t('Free up some space in OneDrive or SharePoint and try again.'),
    action: 'tryAgain',
  }),
} satisfies Partial<Record<ErrorCode, ErrorTextMaker>>;

/** “It” always stands for the workbook, because in other languages the word depends on the noun's gender. */
function notFoundAdvice(act: Act): string {
  switch (act) {
    case 'find':
      return l10n.t(
        'The file or folder may have been moved or deleted, or this account can’t see it.',
      );
    case 'create':
      return l10n.t('It may have been moved or deleted, or this account can’t see it.');
    case 'use':
      return l10n.t(
        'It may have been moved or deleted, or this account can’t see it; you can forget a session that you no longer need.',
      );
  }
}
