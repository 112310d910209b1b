import * as l10n from '@vscode/l10n';
import type { ErrorCode } from '../../model/errors';
import type { Act, ErrorTextMaker } from './errorText';

const clientIdMissing: Readonly<Record<Act, () => string>> = {
  use: () => l10n.t('You aren’t signed in.'),
  create: () =>
    l10n.t(
      'VS Code’s own application can’t request Files.ReadWrite, the permission that workbook sessions need.',
    ),
  find: () => l10n.t('To sign in, you first need your own app registration.'),
};

/** The sign-in failed, so nothing was sent. */
export const signInErrorTexts = {
  clientIdMissing: (_, act) => ({
    what: clientIdMissing[act](),
    // The sandbox is no help for a session that is listed already.
    advice:
      act === 'use'
        ? l10n.t(
            'Set up sign-in with your own app registration, or use an access token from Graph Explorer.',
          )
        : l10n.t(
            'Set up sign-in with your own app registration, use an access token from Graph Explorer, or try the sandbox without an account.',
          ),
    action: 'setUpSignIn',
    otherAction: 'useAccessToken',
  }),
  signInRequired: ({ accountLabel }) => ({
    what: accountLabel
      ? l10n.t('The account {0} isn’t signed in.', accountLabel)
      : l10n.t('You aren’t signed in.'),
    advice: l10n.t('Sign in with a work or school account and try again.'),
    action: 'signIn',
  }),
  signInCancelled: () => ({
    what: l10n.t('The sign-in was cancelled.'),
    advice: l10n.t(
      'Sign in again and choose Allow; if the browser showed a code such as AADSTS50011, look it up in the guide of Set Up Sign-In.',
    ),
    action: 'signIn',
    otherAction: 'setUpSignIn',
  }),
  signInTimedOut: () => ({
    what: l10n.t('The sign-in wasn’t completed in time.'),
    advice: l10n.t('Sign in to continue.'),
    action: 'signIn',
  }),
  signInFailed: () => ({
    what: l10n.t('The sign-in failed.'),
    advice: l10n.t(
      'Check the client ID, tenant, and redirect URIs of the app registration; the log has details.',
    ),
    action: 'signIn',
    otherAction: 'setUpSignIn',
  }),
  signInNotRemoved: () => ({
    what: l10n.t(
      'You’re signed out in this window, but the editor’s secret storage didn’t delete the sign-in.',
    ),
    advice: l10n.t(
      'Unlock the system’s keyring and sign out again; until then, the sign-in may come back after a restart.',
    ),
    action: 'tryAgain',
    otherAction: 'showLog',
  }),
  signOutNotSaved: () => ({
    what: l10n.t(
      'You’re signed out in this window, but this couldn’t be saved, so other windows may still use your account.',
    ),
    advice: l10n.t(
      'Check that the disk is writable and sign out again; this window keeps trying, but it may use the account again after a restart.',
    ),
    action: 'tryAgain',
    otherAction: 'showLog',
  }),
  consentRequired: () => ({
    what: l10n.t('The app registration doesn’t have the permission that it requests.'),
    advice: l10n.t(
      'Sign in again and accept the permission; if your organization doesn’t let you, send an administrator the link to grant it.',
    ),
    action: 'signIn',
    otherAction: 'copyAdminConsentLink',
  }),
  consentRefused: () => ({
    what: l10n.t('The permission to read and write your files was declined during sign-in.'),
    advice: l10n.t(
      'Sign in again and accept it, because Microsoft Graph can’t open or close sessions without Files.ReadWrite.',
    ),
    action: 'signIn',
  }),
  appOfMicrosoft: () => ({
    what: l10n.t(
      'The client ID belongs to one of Microsoft’s own applications, which can’t request this permission (AADSTS65002).',
    ),
    advice: l10n.t('Set up sign-in with your own app registration.'),
    action: 'setUpSignIn',
    otherAction: 'openClientIdSetting',
  }),
  appNotFound: () => ({
    what: l10n.t('The tenant has no app registration with this client ID (AADSTS700016).'),
    advice: l10n.t(
      'Check the client ID, tenant, and cloud in the settings; a single-tenant app registration works only in its own tenant.',
    ),
    action: 'setUpSignIn',
    otherAction: 'openClientIdSetting',
  }),
  appOfOneTenant: () => ({
    what: l10n.t('The app registration is for one tenant only (AADSTS50194).'),
    advice: l10n.t('Enter the ID of that tenant in the setting workbookSessions.auth.tenant.'),
    action: 'openTenantSetting',
  }),
  redirectUriMissing: () => ({
    what: l10n.t(
      'The redirect URI of this editor is missing from the app registration (AADSTS50011).',
    ),
    advice: l10n.t(
      'Add all the redirect URIs under Mobile and desktop applications; the guide of Set Up Sign-In lists them.',
    ),
    action: 'setUpSignIn',
  }),
  publicClientNotAllowed: () => ({
    what: l10n.t(
      'The app registration requires a secret, which an editor can’t keep (AADSTS7000218).',
    ),
    advice: l10n.t(
      'Move the redirect URIs from Web to Mobile and desktop applications, and set Allow public client flows to Yes.',
    ),
    action: 'setUpSignIn',
  }),
  accountNotInTenant: () => ({
    what: l10n.t('The account isn’t in the tenant that you sign in to (AADSTS50020).'),
    advice: l10n.t(
      'Sign in with a work or school account of that tenant, or enter the account’s own tenant in the setting workbookSessions.auth.tenant.',
    ),
    action: 'signIn',
    otherAction: 'openTenantSetting',
  }),
  moreSignInRequired: () => ({
    what: l10n.t('Your organization requires another sign-in step before it allows this.'),
    advice: l10n.t('Try again from this window and complete the step.'),
    action: 'tryAgain',
    otherAction: 'signIn',
  }),
  adminConsentRequired: () => ({
    what: l10n.t('Your organization lets only an administrator grant this permission.'),
    advice: l10n.t(
      'Send the administrator the link to grant it; for your own OneDrive, Files.ReadWrite is enough, and many organizations let you grant that yourself.',
    ),
    action: 'copyAdminConsentLink',
    otherAction: 'showLog',
  }),
  providerUnavailable: () => ({
    what: l10n.t('This editor has no Microsoft sign-in.'),
    advice: l10n.t(
      'Sign in another way, with your browser or a code, or use an access token from Graph Explorer.',
    ),
    action: 'signInAnotherWay',
    otherAction: 'useAccessToken',
  }),
  sovereignCloudNotSet: () => ({
    what: l10n.t('VS Code isn’t set up to sign in to the cloud for US government.'),
    advice: l10n.t(
      'Set microsoft-sovereign-cloud.environment to USGovernment in VS Code’s settings, or sign in another way, which doesn’t need this setting.',
    ),
    action: 'openCloudSetting',
    otherAction: 'signInAnotherWay',
  }),
  cloudWithoutWorkbooks: () => ({
    what: l10n.t('Microsoft Graph for China, operated by 21Vianet, has no workbook API.'),
    advice: l10n.t(
      'Workbook sessions exist in the global cloud and in the clouds for US government; nothing was sent.',
    ),
  }),
  accountUnavailable: ({ accountLabel }) => ({
    what: accountLabel
      ? l10n.t('This needs the account {0}, which isn’t available here.', accountLabel)
      : l10n.t('This needs an account that isn’t available here.'),
    advice: l10n.t('Sign in with that account and try again.'),
    action: accountLabel ? 'signInAs' : 'signIn',
  }),
  endpointNotConfirmed: (_, act) => ({
    what:
      act === 'find'
        ? l10n.t('Requests would go to a local address that you haven’t allowed.')
        : l10n.t(
            'Requests would go to the local address in the setting workbookSessions.graph.endpoint, and you haven’t allowed that.',
          ),
    advice:
      act === 'find'
        ? l10n.t(
            'Try again to allow it; the address comes from the setting workbookSessions.graph.endpoint.',
          )
        : l10n.t(
            'Clear the setting to use Microsoft Graph, or try again and allow the address if you started the program there.',
          ),
    action: 'openEndpointSetting',
  }),
  endpointNotLoopback: () => ({
    what: l10n.t('The endpoint in the settings isn’t an address of this machine.'),
    advice: l10n.t(
      'Write it as http://127.0.0.1: and a port, or clear the setting; nothing was sent.',
    ),
    action: 'openEndpointSetting',
  }),
} satisfies Partial<Record<ErrorCode, ErrorTextMaker>>;
