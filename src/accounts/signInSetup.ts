import * as l10n from '@vscode/l10n';
import { defined } from '../base/defined';
import {
  readClientId,
  readTenant,
  type ClientIdProblem,
  type SupportedAccounts,
  type TenantProblem,
} from './appRegistration';
import type { GraphCloud } from '../model/workbookSession';
import { azLogin, type RegistrationPlan } from './azCommands';

/** A row of a list in Set Up Sign-In. */
export interface SetupRow<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

export type SignInWay = 'ownApp' | 'accessToken' | 'sandbox';

export function signInWays(): readonly SetupRow<SignInWay>[] {
  return [
    {
      id: 'ownApp',
      label: l10n.t('Your own app registration'),
      description: l10n.t('recommended'),
      detail: l10n.t(
        'VS Code’s own application can’t request Files.ReadWrite. Takes about five minutes, once.',
      ),
    },
    {
      id: 'accessToken',
      label: l10n.t('An access token from Graph Explorer'),
      detail: l10n.t('For a first try with your own workbooks. Lasts about an hour.'),
    },
    {
      id: 'sandbox',
      label: l10n.t('The sandbox'),
      detail: l10n.t(
        'A local stand-in for Microsoft Graph. Needs no account and uses no real data.',
      ),
    },
  ];
}

export function accountRows(): readonly SetupRow<SupportedAccounts>[] {
  return [
    {
      id: 'oneTenant',
      label: l10n.t('My organization only'),
      description: l10n.t('single tenant, recommended'),
      detail: l10n.t('You will also be asked for its tenant ID.'),
    },
    {
      id: 'anyTenant',
      label: l10n.t('Any organization'),
      description: l10n.t('multiple tenants'),
      detail: l10n.t('For accounts of several organizations. Each may have to allow the app.'),
    },
  ];
}

export type RegistrationAction =
  | 'openAdminCenter'
  | 'copyBash'
  | 'copyPowerShell'
  | 'copyRedirectUris'
  | 'copyForAdministrator'
  | 'showGuide'
  | 'enterClientId';

/** @param done the action that was done last; its row shows the next step */
export function registrationRows(
  { clientId, cloud }: RegistrationPlan,
  done?: RegistrationAction,
): readonly SetupRow<RegistrationAction>[] {
  const rows: readonly SetupRow<RegistrationAction>[] = [
    clientId
      ? { id: 'openAdminCenter', label: l10n.t('Open the App in the Entra Admin Center') }
      : {
          id: 'openAdminCenter',
          label: l10n.t('Open the Entra Admin Center'),
          description: l10n.t('to register the app by hand'),
        },
    { id: 'copyBash', label: l10n.t('Copy the az Commands for Bash') },
    { id: 'copyPowerShell', label: l10n.t('Copy the az Commands for PowerShell') },
    { id: 'copyRedirectUris', label: l10n.t('Copy the Redirect URIs') },
    {
      id: 'copyForAdministrator',
      label: l10n.t('Copy Settings for the Administrator'),
      description: l10n.t('if you can’t register apps'),
    },
    { id: 'showGuide', label: l10n.t('Show the Guide') },
    {
      id: 'enterClientId',
      label: l10n.t('Enter the Client ID'),
      ...defined({ description: clientId }),
    },
  ];
  const detail = done && nextText(done, cloud);
  return detail === undefined
    ? rows
    : rows.map((row) => (row.id === done ? { ...row, detail } : row));
}

function nextText(done: RegistrationAction, cloud: GraphCloud): string | undefined {
  switch (done) {
    case 'copyBash':
    case 'copyPowerShell':
      return l10n.t('Copied. First run {0} separately, then paste.', azLogin(cloud).join('; '));
    case 'copyRedirectUris':
      return l10n.t('Copied. Add them under Authentication, Mobile and desktop applications.');
    case 'copyForAdministrator':
      return l10n.t('Copied. Send it to your administrator and come back with the client ID.');
    default:
      return undefined;
  }
}

/** The validation message for a client id; undefined when it is valid. */
export function validateClientId(text: string): string | undefined {
  const entered = readClientId(text);
  return 'problem' in entered ? clientIdProblemTexts[entered.problem]() : undefined;
}

/** The validation message for a tenant; undefined when it is valid. */
export function validateTenant(text: string, clientId: string | undefined): string | undefined {
  const entered = readTenant(text, clientId);
  return 'problem' in entered ? tenantProblemTexts[entered.problem]() : undefined;
}

const clientIdProblemTexts: Readonly<Record<ClientIdProblem, () => string>> = {
  notGuid: () =>
    l10n.t(
      'A client ID looks like 1a2b3c4d-1234-4abc-9def-123456789abc: 32 hexadecimal digits in five groups.',
    ),
  placeholder: () => l10n.t('That’s the empty GUID, which belongs to no app registration.'),
  ofVsCode: () =>
    l10n.t(
      'That’s VS Code’s own application, which can’t request Files.ReadWrite (AADSTS65002). Register your own.',
    ),
  ofGraph: () =>
    l10n.t('That’s Microsoft Graph itself. The client ID is on your app’s Overview page.'),
};

const tenantProblemTexts: Readonly<Record<TenantProblem, () => string>> = {
  notTenant: () =>
    l10n.t(
      'Enter the directory (tenant) ID, 32 hexadecimal digits in five groups, or a domain such as contoso.com.',
    ),
  placeholder: () => l10n.t('That’s the empty GUID, which belongs to no tenant.'),
  isClientId: () =>
    l10n.t('That’s the client ID. The directory (tenant) ID is below it on the Overview page.'),
};
