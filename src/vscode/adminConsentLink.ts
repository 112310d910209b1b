import type { GraphCloud } from '../core/workbookSession';

/** How the app asks Microsoft Entra. */
export interface AppRegistration {
  readonly clientId: string;
  readonly tenant: string;
}

/** Where Microsoft Entra is (https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud). */
const entraHosts: Readonly<Record<GraphCloud, string>> = {
  global: 'login.microsoftonline.com',
  usGov: 'login.microsoftonline.us',
  usGovDoD: 'login.microsoftonline.us',
};

/**
 * Where an administrator grants an app its permissions for the whole organization
 * (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent).
 */
export function adminConsentLink({ clientId, tenant }: AppRegistration, cloud: GraphCloud): string {
  const directory = /^(?:common|consumers)$/i.test(tenant) ? 'organizations' : tenant;
  const query = new URLSearchParams({ client_id: clientId }).toString();
  return `https://${entraHosts[cloud]}/${encodeURIComponent(directory)}/adminconsent?${query}`;
}
