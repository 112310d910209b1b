import type { GraphCloud } from './workbookSession';

/** Where Graph is, cloud by cloud (https://learn.microsoft.com/graph/deployments). China has no workbook API. */
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
