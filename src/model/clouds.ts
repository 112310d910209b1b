import type { GraphCloud, GraphTarget, PermissionSet } from './workbookSession';

/** The app ID of Microsoft Graph in every cloud. */
export const graphAppId = '00000003-0000-0000-c000-000000000000';

/** Graph's origin in each cloud (https://learn.microsoft.com/graph/deployments). */
export const graphOrigins: Readonly<Record<GraphCloud, string>> = {
  global: 'https://graph.microsoft.com',
  usGov: 'https://graph.microsoft.us',
  usGovDoD: 'https://dod-graph.microsoft.us',
};

/** The sign-in host of each cloud (https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud). */
export const loginHosts: Readonly<Record<GraphCloud, string>> = {
  global: 'login.microsoftonline.com',
  usGov: 'login.microsoftonline.us',
  usGovDoD: 'login.microsoftonline.us',
};

/** Graph in China, operated by 21Vianet. It has no workbook API. */
export const graphOriginInChina = 'https://microsoftgraph.chinacloudapi.cn';

/** The Graph permission of each set. Another scope would ask the user for consent again. */
export const permissionNames: Readonly<Record<PermissionSet, string>> = {
  files: 'Files.ReadWrite',
  allFiles: 'Files.ReadWrite.All',
};

/** The cloud to sign in to for a target. A sandbox needs no sign-in, so any cloud would do. */
export function cloudOfSignIn({ cloud }: GraphTarget): GraphCloud {
  return cloud === 'sandbox' ? 'global' : cloud;
}
