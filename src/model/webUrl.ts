import { WorkbookSessionError } from './errors';
import { graphClouds, type Cloud, type GraphCloud } from './workbookSession';

/** A web address that may be opened in a browser. */
export interface WebUrl {
  readonly href: string;
  /** The host as a browser reads it: other scripts as `xn--…`, and the port unless it is 443. */
  readonly host: string;
  /** True for a tenant's host in the SharePoint of the cloud. Any other host needs the user's consent. */
  readonly isSharePoint: boolean;
}

/** SharePoint's domain in each cloud. Each tenant has one name before it. A sandbox has no SharePoint. */
const sharePointDomains: Readonly<Record<GraphCloud, string>> = {
  global: 'sharepoint.com',
  usGov: 'sharepoint.us',
  usGovDoD: 'sharepoint-mil.us',
};

/**
 * Reads the web address that a service sent for a workbook.
 * @throws WorkbookSessionError `unsafeWebUrl` unless it is https with a plain host name and no user name
 */
export function parseWebUrl(text: string, cloud: Cloud): WebUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username || url.password || !isName.test(url.hostname)) {
    throw new WorkbookSessionError('unsafeWebUrl');
  }
  const { href, host } = url;
  return { href, host, isSharePoint: cloud !== 'sandbox' && isTenantHost(host, cloud) };
}

/** Matches names and IPv4 addresses. Other characters of a URL's host could mislead the reader of a message. */
const isName = /^[a-z\d_-]+(?:\.[a-z\d_-]+)*\.?$/;

/** True for a tenant's host in the SharePoint of the cloud. */
function isTenantHost(host: string, cloud: GraphCloud): boolean {
  const [tenant = '', ...domain] = host.split('.');
  return isTenant.test(tenant) && domain.join('.') === sharePointDomains[cloud];
}

/** The cloud whose SharePoint, or OneDrive for work and school, has the host. */
export function cloudOfSharePointHost(host: string): GraphCloud | undefined {
  return graphClouds.find((cloud) => isTenantHost(host, cloud));
}

/** Matches `contoso` and `contoso-my`. No tenant's name has letters of other scripts. */
const isTenant = /^(?!xn--)[a-z\d](?:[a-z\d-]*[a-z\d])?$/;
