import { loginHosts } from '../model/clouds';
import type { GraphCloud } from '../model/workbookSession';

/** An app registration in Microsoft Entra. */
export interface AppRegistration {
  readonly clientId: string;
  readonly tenant: string;
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
