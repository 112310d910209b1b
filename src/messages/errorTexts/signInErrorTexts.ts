import * as l10n from '@vscode/l10n';
import type { ErrorCode } from '../../model/errors';
import type { ErrorTextMaker } from './errorText';

/** Sign-in that did not come about; nothing was sent. */
export const signInErrorTexts = {
  clientIdMissing: (_, act) => ({
    what:
      act === 'find'
        ? l10n.t('Signing in needs an app registration of your own first.')
        : l10n.t(
            'VS Code’s own application may not ask for Files.ReadWrite, the permission that workbook sessions need.',
          ),
    advice: l10n.t(
      'Set up sign-in with an app registration of your own, or use an access token from Graph Explorer, or try the sandbox without an account.',
    ),
    action: 'setUpSignIn',
    otherAction: 'useAccessToken',
  }),
  signInRequired: ({ accountLabel }) => ({
    what: accountLabel
      ? l10n.t('The account {0} is not signed in.', accountLabel)
      : l10n.t('Nobody is signed in.'),
    advice: l10n.t('Sign in with a work or school account and try again.'),
    action: 'signIn',
  }),
  signInCancelled: () => ({
    what: l10n.t('The sign-in was cancelled.'),
    advice: l10n.t(
      'Sign in again and choose Allow; if the browser showed a code such as AADSTS50011, the guide of Set Up Sign-In tells its cure.',
    ),
    action: 'signIn',
    otherAction: 'setUpSignIn',
  }),
  signInTimedOut: () => ({
    what: l10n.t('Nobody completed the sign-in in time.'),
    advice: l10n.t('Sign in to go on.'),
    action: 'signIn',
  }),
  signInFailed: () => ({
    what: l10n.t('The sign-in failed.'),
    advice: l10n.t(
      'Check the client ID, the tenant and the redirect URIs of the app registration; the log tells more.',
    ),
    action: 'signIn',
    otherAction: 'setUpSignIn',
  }),
  signInNotRemoved: () => ({
    what: l10n.t(
      'You are signed out in this window, but the editor’s secret storage did not delete the sign-in.',
    ),
    advice: l10n.t(
      'Unlock the system’s keyring and sign out again; until then the sign-in may be back after a restart.',
    ),
    action: 'tryAgain',
    otherAction: 'showLog',
  }),
  signOutNotSaved: () => ({
    what: l10n.t(
      'You are signed out in this window, but that could not be saved: other windows may still use your account.',
    ),
    advice: l10n.t(
      'Make sure that the disk can be written and sign out again; this window goes on trying by itself, but may use the account again after a restart.',
    ),
    action: 'tryAgain',
    otherAction: 'showLog',
  }),
  consentRequired: () => ({
    what: l10n.t('The app registration has not been granted the permission it asks for.'),
    advice: l10n.t(
      'Sign in again and accept the permission; where your organization does not let you, send an administrator the link to grant it.',
    ),
    action: 'signIn',
    otherAction: 'copyAdminConsentLink',
  }),
  consentRefused: () => ({
    what: l10n.t('The permission to read and write your files was refused during the sign-in.'),
    advice: l10n.t(
      'Sign in again and accept it: without Files.ReadWrite Microsoft Graph opens and closes no sessions.',
    ),
    action: 'signIn',
  }),
  appOfMicrosoft: () => ({
    what: l10n.t(
      'The client ID is that of an application of Microsoft’s own, which may not ask for this permission (AADSTS65002).',
    ),
    advice: l10n.t('Set up sign-in with an app registration of your own.'),
    action: 'setUpSignIn',
    otherAction: 'openClientIdSetting',
  }),
  appNotFound: () => ({
    what: l10n.t('The tenant knows no app registration with this client ID (AADSTS700016).'),
    advice: l10n.t(
      'Check the client ID, the tenant and the cloud in the settings; an app registration of one tenant is not known in others.',
    ),
    action: 'setUpSignIn',
    otherAction: 'openClientIdSetting',
  }),
  appOfOneTenant: () => ({
    what: l10n.t('The app registration is for one tenant only (AADSTS50194).'),
    advice: l10n.t('Put the ID of that tenant into the setting workbookSessions.auth.tenant.'),
    action: 'openTenantSetting',
  }),
  redirectUriMissing: () => ({
    what: l10n.t('The app registration lacks the redirect URI of this editor (AADSTS50011).'),
    advice: l10n.t(
      'Add all the redirect URIs under Mobile and desktop applications; the guide of Set Up Sign-In lists them.',
    ),
    action: 'setUpSignIn',
  }),
  publicClientNotAllowed: () => ({
    what: l10n.t(
      'The app registration wants a secret, which an editor cannot keep (AADSTS7000218).',
    ),
    advice: l10n.t(
      'Move the redirect URIs from Web to Mobile and desktop applications, and set Allow public client flows to Yes.',
    ),
    action: 'setUpSignIn',
  }),
  accountNotInTenant: () => ({
    what: l10n.t('The account is not in the tenant that the sign-in is for (AADSTS50020).'),
    advice: l10n.t(
      'Sign in with a work or school account of that tenant, or put the account’s own tenant into the setting workbookSessions.auth.tenant.',
    ),
    action: 'signIn',
    otherAction: 'openTenantSetting',
  }),
  moreSignInRequired: () => ({
    what: l10n.t('Your organization asks for another step of the sign-in before it allows this.'),
    advice: l10n.t('Try again from this window and complete the step that you are asked for.'),
    action: 'tryAgain',
    otherAction: 'signIn',
  }),
  adminConsentRequired: () => ({
    what: l10n.t('Your organization lets only an administrator grant this permission.'),
    advice: l10n.t(
      'Send the administrator the link to grant it; for your own OneDrive Files.ReadWrite is enough, which many organizations let you grant yourself.',
    ),
    action: 'copyAdminConsentLink',
    otherAction: 'showLog',
  }),
  providerUnavailable: () => ({
    what: l10n.t('This editor has no Microsoft sign-in.'),
    advice: l10n.t(
      'Sign in another way, with your browser or a code, which needs no provider of the editor’s; or use an access token from Graph Explorer.',
    ),
    action: 'signInAnotherWay',
    otherAction: 'useAccessToken',
  }),
  sovereignCloudNotSet: () => ({
    what: l10n.t('VS Code is not set up to sign in to the cloud for US government.'),
    advice: l10n.t(
      'Set microsoft-sovereign-cloud.environment to USGovernment in VS Code’s settings, or sign in another way, which needs no such setting.',
    ),
    action: 'openCloudSetting',
    otherAction: 'signInAnotherWay',
  }),
  cloudWithoutWorkbooks: () => ({
    what: l10n.t('Microsoft Graph for China, operated by 21Vianet, has no workbook API.'),
    advice: l10n.t(
      'Workbook sessions exist in the global cloud and in those for US government; nothing was sent.',
    ),
  }),
  accountUnavailable: ({ accountLabel }) => ({
    what: accountLabel
      ? l10n.t('This needs the account {0}, which is not available here.', accountLabel)
      : l10n.t('This needs an account that is not available here.'),
    advice: l10n.t('Sign in with that account and try again.'),
    action: accountLabel ? 'signInAs' : 'signIn',
  }),
  endpointNotConfirmed: (_, act) => ({
    what:
      act === 'find'
        ? l10n.t('Requests would go to a local address that you have not allowed.')
        : l10n.t(
            'Requests would go to the local address in the setting workbookSessions.graph.endpoint, and you have not allowed that.',
          ),
    advice:
      act === 'find'
        ? l10n.t('Try again to be asked; the setting workbookSessions.graph.endpoint names it.')
        : l10n.t(
            'Empty the setting to use Microsoft Graph itself, or try again and allow it if you started what listens there.',
          ),
    action: 'openEndpointSetting',
  }),
  endpointNotLoopback: () => ({
    what: l10n.t('The endpoint in the settings is not an address of this machine.'),
    advice: l10n.t(
      'Write it as http://127.0.0.1: and a port, or empty the setting; nothing was sent.',
    ),
    action: 'openEndpointSetting',
  }),
} satisfies Partial<Record<ErrorCode, ErrorTextMaker>>;
