import { check, object, picklist, pipe, string } from 'valibot';
import { readAs } from '../../base/schema';
import { isGuid, isTenantName } from '../../model/guid';
import { graphClouds, type GraphCloud } from '../../model/workbookSession';

/**
 * How the names begin under which the app registrations are remembered in which somebody has signed in; no
 * secret is in there. Each has a name of its own: windows may sign in at the same time, and what one of them
 * forgot would never be signed out.
 */
export const usedAppNames = 'msal.usedApp.';

/** An app registration in the cloud where somebody signed in. */
export interface UsedApp {
  readonly cloud: GraphCloud;
  readonly clientId: string;
  readonly tenant: string;
}

/** The name of one of them. */
export function usedAppName({ cloud, clientId, tenant }: UsedApp): string {
  return `${usedAppNames}${cloud}.${clientId}.${tenant}`;
}

const usedApp = object({
  cloud: picklist(graphClouds),
  clientId: pipe(string(), check(isGuid)),
  tenant: pipe(string(), check(isTenantName)),
});

/** The app in a kept value, where anything may stand; undefined when there is none. */
export function readUsedApp(value: unknown): UsedApp | undefined {
  return readAs(usedApp, value);
}
