import { graphAppId } from '../model/clouds';
import { isGuid } from '../model/guid';
import type { GraphCloud } from '../model/workbookSession';

/** Who may sign in with an app registration: the accounts of its own tenant, or those of any. */
export type SupportedAccounts = 'oneTenant' | 'anyTenant';

/** The id of Graph's delegated permission Files.ReadWrite (https://learn.microsoft.com/graph/permissions-reference). */
export const filesReadWriteId = '5c28f0bf-8a70-41f1-8ab2-9032436ddb65';
const vsCodeAppId = 'aebc6443-996d-45c2-90f0-388ff96faa56';
const emptyGuid = '00000000-0000-0000-0000-000000000000';

/** Which of VS Code's ways to sign in comes back to an address. */
export type RedirectUse =
  'browser' | 'remote' | 'windows' | 'mac' | 'macInsiders' | 'macUnsigned' | 'linux';

export interface RedirectUri {
  readonly uri: string;
  readonly use: RedirectUse;
}

/**
 * Every address that VS Code's Microsoft provider may be sent back to, machine by machine; Entra refuses
 * the sign-in when the one of the day is missing (AADSTS50011).
 * @param clientId what stands for the client id in the one that holds it
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

/** Where an app is registered; with a client id, where its redirect URIs and public client flows are set. */
export function adminCenterLink(cloud: GraphCloud, clientId?: string): string {
  const host = cloud === 'global' ? 'entra.microsoft.com' : 'entra.microsoft.us';
  const blade = clientId
    ? `ApplicationMenuBlade/~/Authentication/appId/${clientId}/isMSAApp~/false`
    : 'CreateApplicationBlade/quickStartType~/null/isMSAApp~/false';
  return `https://${host}/#view/Microsoft_AAD_RegisteredApps/${blade}`;
}

/** A text that a person entered, or why it is not accepted. */
export type Entered<Fault> = { readonly value: string } | { readonly fault: Fault };

export type ClientIdFault = 'notGuid' | 'placeholder' | 'ofVsCode' | 'ofGraph';

const faultsOfKnownIds: ReadonlyMap<string, ClientIdFault> = new Map([
  [emptyGuid, 'placeholder'],
  [vsCodeAppId, 'ofVsCode'],
  [graphAppId, 'ofGraph'],
]);

/** The client id in a text as people paste it: with spaces, quotes or braces around. */
export function readClientId(text: string): Entered<ClientIdFault> {
  const value = unwrapped(text).toLowerCase();
  if (!isGuid(value)) {
    return { fault: 'notGuid' };
  }
  const fault = faultsOfKnownIds.get(value);
  return fault ? { fault } : { value };
}

/** The client id of an app registration that may be the user's own; others are as good as none. */
export function ownClientId(clientId: string | undefined): string | undefined {
  const read = readClientId(clientId ?? '');
  return 'value' in read ? read.value : undefined;
}

export type TenantFault = 'notTenant' | 'placeholder' | 'isClientId';

/** The tenant in a text: its id or one of its domains. `organizations` and the like name none. */
export function readTenant(text: string, clientId: string | undefined): Entered<TenantFault> {
  const value = unwrapped(text).toLowerCase();
  if (value === clientId?.toLowerCase()) {
    return { fault: 'isClientId' };
  }
  if (value === emptyGuid) {
    return { fault: 'placeholder' };
  }
  return isGuid(value) || isDomain(value) ? { value } : { fault: 'notTenant' };
}

/** Whose accounts the settings are for; who has no app yet is advised to take the simpler one. */
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
