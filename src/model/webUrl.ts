import { WorkbookSessionError } from './errors';
import { graphClouds, type Cloud, type GraphCloud } from './workbookSession';

/** An address that may be opened in a browser, if need be after a question. */
export interface WebUrl {
  readonly href: string;
  /** As a browser reads it: letters of other scripts as `xn--…`, and with any port but the usual one. */
  readonly host: string;
  /** True when it is a tenant's host in the SharePoint of the cloud: that one is opened unasked. */
  readonly isSharePoint: boolean;
}

/** Where SharePoint is, cloud by cloud; each tenant has one name in front. A sandbox has none. */
const sharePointDomains: Readonly<Record<GraphCloud, string>> = {
  global: 'sharepoint.com',
  usGov: 'sharepoint.us',
  usGovDoD: 'sharepoint-mil.us',
};

/**
 * Reads an address that a service gave for a workbook.
 * @throws WorkbookSessionError `unsafeWebUrl` unless it is https, by a host's name and nobody's user name
 */
export function parseWebUrl(text: string, cloud: Cloud): WebUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username || url.password || !isName.test(url.hostname)) {
    throw new WorkbookSessionError('unsafeWebUrl');
  }
  const { href, host } = url;
  return { href, host, isSharePoint: cloud !== 'sandbox' && isTenantHost(host, cloud) };
}

/** Names and IPv4 addresses; what else a URL lets pass would be hard to tell from the text around it. */
const isName = /^[a-z\d_-]+(?:\.[a-z\d_-]+)*\.?$/;

/** True when it is a tenant's host in the SharePoint of the cloud. */
function isTenantHost(host: string, cloud: GraphCloud): boolean {
  const [tenant = '', ...domain] = host.split('.');
  return isTenant.test(tenant) && domain.join('.') === sharePointDomains[cloud];
}

/** The cloud to whose SharePoint or OneDrive for work and school a host belongs. */
export function cloudOfSharePointHost(host: string): GraphCloud | undefined {
  return graphClouds.find((cloud) => isTenantHost(host, cloud));
}

/** `contoso`, `contoso-my`; no letters of other scripts, which no tenant has. */
const isTenant = /^(?!xn--)[a-z\d](?:[a-z\d-]*[a-z\d])?$/;
