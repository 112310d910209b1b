import { graphAppId, loginHosts } from '../model/clouds';
import { isGuid } from '../model/guid';
import type { GraphCloud } from '../model/workbookSession';

/** An app registration in Microsoft Entra. */
export interface AppRegistration {
  readonly clientId: string;
  readonly tenant: string;
}

/** Who can sign in with an app registration: accounts of its own tenant, or of any tenant. */
export type SupportedAccounts = 'oneTenant' | 'anyTenant';

/** The id of Graph's delegated permission Files.ReadWrite (https://learn.microsoft.com/graph/permissions-reference). */
export const filesReadWriteId = '5c28f0bf-8a70-41f1-8ab2-9032436ddb65';
const vsCodeAppId = 'aebc6443-996d-45c2-90f0-388ff96faa56';
const emptyGuid = '00000000-0000-0000-0000-000000000000';

/** Where VS Code's sign-in uses a redirect URI. */
type RedirectUse =
  'browser' | 'remote' | 'windows' | 'mac' | 'macInsiders' | 'macUnsigned' | 'linux';

export interface RedirectUri {
  readonly uri: string;
  readonly use: RedirectUse;
}

/**
 * All redirect URIs of VS Code's Microsoft provider. Which one it uses depends on the machine. If that one
 * is missing, Entra rejects the sign-in (AADSTS50011).
 * @param clientId the client id, or what stands for it, in the URI that contains it
 */
export function redirectUris(clientId: string): readonly RedirectUri[] {
  return [
    { uri: 'http://localhost', use: 'browser' },
    { uri: 'https://vscode.dev/redirect', use: 'remote' },
    { uri: `ms-appx-web://Microsoft.AAD.BrokerPlugin/${clientId}`, use: 'windows' },
    { uri: 'msauth.com.microsoft.VSCode.helper://auth', use: 'mac' },
    { uri: 'msauth.com.microsoft.VSCodeInsiders.helper://auth', use: 'macInsiders' },
    { uri: 'msauth.com.msauth.unsignedapp://auth', use: 'macUnsigned' },
    { uri: 'https://login.microsoftonline.com/common/oauth2/nativeclient', use: 'linux' },
  ];
}

/** The page that registers an app or, with a client id, the page with that app's redirect URIs. */
export function adminCenterLink(cloud: GraphCloud, clientId?: string): string {
  const host = cloud === 'global' ? 'entra.microsoft.com' : 'entra.microsoft.us';
  const blade = clientId
    ? `ApplicationMenuBlade/~/Authentication/appId/${clientId}/isMSAApp~/false`
    : 'CreateApplicationBlade/quickStartType~/null/isMSAApp~/false';
  return `https://${host}/#view/Microsoft_AAD_RegisteredApps/${blade}`;
}

/**
 * The page where an administrator grants an app its permissions for the whole organization
 * (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent).
 */
export function adminConsentLink({ clientId, tenant }: AppRegistration, cloud: GraphCloud): string {
  const directory = /^(?:common|consumers)$/i.test(tenant) ? 'organizations' : tenant;
  const query = new URLSearchParams({ client_id: clientId }).toString();
  return `https://${loginHosts[cloud]}/${encodeURIComponent(directory)}/adminconsent?${query}`;
}

/** The value in a text that the user entered, or why the text is not accepted. */
export type Entered<Problem> = { readonly value: string } | { readonly problem: Problem };

export type ClientIdProblem = 'notGuid' | 'placeholder' | 'ofVsCode' | 'ofGraph';

const problemsOfKnownIds: ReadonlyMap<string, ClientIdProblem> = new Map([
  [emptyGuid, 'placeholder'],
  [vsCodeAppId, 'ofVsCode'],
  [graphAppId, 'ofGraph'],
]);

/** Reads a pasted client id, which may have spaces, quotes, or braces around it. */
export function readClientId(text: string): Entered<ClientIdProblem> {
  const value = unwrapped(text).toLowerCase();
  if (!isGuid(value)) {
    return { problem: 'notGuid' };
  }
  const problem = problemsOfKnownIds.get(value);
  return problem ? { problem } : { value };
}

/** The client id, if it can be that of the user's own app registration. */
export function ownClientId(clientId: string | undefined): string | undefined {
  const read = readClientId(clientId ?? '');
  return 'value' in read ? read.value : undefined;
}

export type TenantProblem = 'notTenant' | 'placeholder' | 'isClientId';

/** Reads a pasted tenant: its id or one of its domains. `organizations` and similar words are not accepted. */
export function readTenant(text: string, clientId: string | undefined): Entered<TenantProblem> {
  const value = unwrapped(text).toLowerCase();
  if (value === clientId?.toLowerCase()) {
    return { problem: 'isClientId' };
  }
  if (value === emptyGuid) {
    return { problem: 'placeholder' };
  }
  return isGuid(value) || isDomain(value) ? { value } : { problem: 'notTenant' };
}

/** The accounts that the settings are for. Without an app, the simpler choice is proposed. */
export function accountsOf(settings: {
  readonly clientId: string | undefined;
  readonly tenant: string;
}): SupportedAccounts {
  const isOneTenant = 'value' in readTenant(settings.tenant, undefined);
  return isOneTenant || !ownClientId(settings.clientId) ? 'oneTenant' : 'anyTenant';
}

function unwrapped(text: string): string {
  return text.replaceAll(/^[\s"'{(]+|[\s"'})]+$/g, '');
}

function isDomain(text: string): boolean {
  return text.length <= 128 && /^([a-z\d]([a-z\d-]*[a-z\d])?\.)+[a-z]{2,}$/.test(text);
}
