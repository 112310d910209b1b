import type { GraphCloud, GraphTarget, PermissionSet } from './workbookSession';

/** Graph in all clouds, as Microsoft Entra knows it. */
export const graphAppId = '00000003-0000-0000-c000-000000000000';

/** Where Graph is, cloud by cloud (https://learn.microsoft.com/graph/deployments). */
export const graphOrigins: Readonly<Record<GraphCloud, string>> = {
  global: 'https://graph.microsoft.com',
  usGov: 'https://graph.microsoft.us',
  usGovDoD: 'https://dod-graph.microsoft.us',
};

/** Where one signs in to it (https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud). */
export const loginHosts: Readonly<Record<GraphCloud, string>> = {
  global: 'login.microsoftonline.com',
  usGov: 'login.microsoftonline.us',
  usGovDoD: 'login.microsoftonline.us',
};

/** Graph in China, operated by 21Vianet: it has no workbook API. */
export const graphOriginInChina = 'https://microsoftgraph.chinacloudapi.cn';

/** One stable set for each: a scope more would ask the user for consent again. */
export const permissionNames: Readonly<Record<PermissionSet, string>> = {
  files: 'Files.ReadWrite',
  allFiles: 'Files.ReadWrite.All',
};

/** The cloud in which one signs in for a target: a sandbox has a credential of its own, which comes first. */
export function cloudOfSignIn({ cloud }: GraphTarget): GraphCloud {
  return cloud === 'sandbox' ? 'global' : cloud;
}
