import * as l10n from '@vscode/l10n';
import type { ErrorCode } from '../../core/errors';
import type { ErrorTextMaker } from './errorText';

/** Sign-in that did not come about; nothing was sent. */
export const signInErrorTexts = {
  clientIdMissing: () => ({
    reason: l10n.t('client ID missing'),
    what: l10n.t(
      'VS Code’s own application may not ask for Files.ReadWrite, the permission that workbook sessions need.',
    ),
    advice: l10n.t(
      'Enter the client ID of an app registration in Microsoft Entra, or use an access token from Graph Explorer, or try the sandbox without an account.',
    ),
    action: 'openClientIdSetting',
  }),
  signInRequired: ({ accountLabel }) => ({
    reason: l10n.t('sign-in needed'),
    what: accountLabel
      ? l10n.t('The account {0} is not signed in.', accountLabel)
      : l10n.t('Nobody is signed in.'),
    advice: l10n.t('Sign in with a work or school account and try again; nothing was sent.'),
    action: 'signIn',
  }),
  signInCancelled: () => ({
    reason: l10n.t('sign-in cancelled'),
    what: l10n.t('The sign-in was cancelled.'),
    advice: l10n.t('Sign in to go on; nothing was sent.'),
    action: 'signIn',
  }),
  signInFailed: () => ({
    reason: l10n.t('sign-in failed'),
    what: l10n.t('The sign-in failed.'),
    advice: l10n.t(
      'Check the client ID, the tenant and the redirect URIs of the app registration; the log tells more.',
    ),
    action: 'signIn',
  }),
  adminConsentRequired: () => ({
    reason: l10n.t('administrator’s consent needed'),
    what: l10n.t('Your organization lets only an administrator grant this permission.'),
    advice: l10n.t(
      'Send the administrator the link to grant it; for your own OneDrive Files.ReadWrite is enough, which many organizations let you grant yourself.',
    ),
    action: 'copyAdminConsentLink',
    otherAction: 'showLog',
  }),
  providerUnavailable: () => ({
    reason: l10n.t('sign-in not available'),
    what: l10n.t('This editor has no Microsoft sign-in.'),
    advice: l10n.t('Use an access token from Graph Explorer instead.'),
    action: 'useAccessToken',
  }),
  accountUnavailable: ({ accountLabel }) => ({
    reason: l10n.t('account not available'),
    what: accountLabel
      ? l10n.t('The session belongs to the account {0}, which is not available here.', accountLabel)
      : l10n.t('The session belongs to an account that is not available here.'),
    advice: l10n.t('Sign in with that account and try again; nothing was sent.'),
    action: 'signIn',
  }),
  endpointNotConfirmed: () => ({
    reason: l10n.t('endpoint not allowed'),
    what: l10n.t(
      'Requests would go to the local address in the setting workbookSessions.graph.endpoint, and you have not allowed that.',
    ),
    advice: l10n.t(
      'Empty the setting to use Microsoft Graph itself, or try again and allow it if you started what listens there.',
    ),
    action: 'openEndpointSetting',
  }),
  endpointNotLoopback: () => ({
    reason: l10n.t('endpoint not on this machine'),
    what: l10n.t('The endpoint in the settings is not an address of this machine.'),
    advice: l10n.t(
      'Write it as http://127.0.0.1: and a port, or empty the setting; nothing was sent.',
    ),
    action: 'openEndpointSetting',
  }),
} satisfies Partial<Record<ErrorCode, ErrorTextMaker>>;
