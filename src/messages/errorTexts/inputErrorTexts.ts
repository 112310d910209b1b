import * as l10n from '@vscode/l10n';
import { defined } from '../../base/defined';
import type { ErrorCode } from '../../model/errors';
import type { ErrorTextMaker } from './errorText';

/** Input that was rejected before anything was sent. */
export const inputErrorTexts = {
  invalidSessionId: () => ({
    what: l10n.t('This isn’t a session ID.'),
    advice: l10n.t(
      'Paste the value of the workbook-session-id header exactly as it was sent: at most 8,192 printable characters, without spaces inside.',
    ),
    action: 'addAgain',
  }),
  invalidAddress: (_, act) => ({
    what: l10n.t('This isn’t the address of a workbook.'),
    advice: l10n.t(
      'Paste a Microsoft Graph URL such as https://graph.microsoft.com/v1.0/drives/…/items/…, or the drive ID and the item ID.',
    ),
    ...defined({ action: act === 'use' ? 'addAgain' : undefined }),
  }),
  foreignAddress: () => ({
    what: l10n.t('This address doesn’t belong to the Microsoft Graph in use.'),
    advice: l10n.t(
      'Paste the address as the program sends it to Microsoft Graph, because an access token must not go to any other host.',
    ),
    action: 'addAgain',
  }),
  linkOfOtherCloud: () => ({
    what: l10n.t('This link leads to a cloud that isn’t in use.'),
    advice: l10n.t(
      'Choose the link’s cloud in the setting workbookSessions.cloud, or use a workbook of the cloud in use.',
    ),
  }),
  personalOneDrive: () => ({
    what: l10n.t('This link leads to a personal OneDrive, which has no workbook sessions.'),
    advice: l10n.t('Use a workbook in OneDrive for work or school, or in SharePoint.'),
  }),
  invalidAccessToken: () => ({
    what: l10n.t('This isn’t an access token.'),
    advice: l10n.t(
      'In Graph Explorer, open the Access token tab, copy the whole token, and paste it here.',
    ),
    action: 'useAccessToken',
  }),
  accessTokenExpired: () => ({
    what: l10n.t('The access token has expired.'),
    advice: l10n.t('Copy a new one from Graph Explorer, which lasts about an hour, or sign in.'),
    action: 'useAccessToken',
    otherAction: 'signIn',
  }),
  accessTokenForOtherAudience: () => ({
    what: l10n.t('The access token isn’t for this Microsoft Graph.'),
    advice: l10n.t(
      'Use a token that was issued for Microsoft Graph with the permission Files.ReadWrite, for example from Graph Explorer.',
    ),
    action: 'useAccessToken',
  }),
  textTooLarge: () => ({
    what: l10n.t('The text is too large to search.'),
    advice: l10n.t(
      'Search only a part of it: select that part in the editor, or copy it to the clipboard.',
    ),
    action: 'addAgain',
  }),
} satisfies Partial<Record<ErrorCode, ErrorTextMaker>>;
