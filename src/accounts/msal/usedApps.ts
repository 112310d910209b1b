import { check, object, picklist, pipe, string } from 'valibot';
import { readAs } from '../../base/schema';
import { isGuid, isTenantName } from '../../model/guid';
import { graphClouds, type GraphCloud } from '../../model/workbookSession';

/**
 * The start of the names of shared values, one for each app registration in which the user has signed in.
 * Windows may sign in at the same time. With one value for all apps, one window could overwrite the app of
 * another window, and signing out would never find it. The values hold no secret.
 */
export const usedAppNames = 'msal.usedApp.';

/** An app registration and the cloud in which the user signed in with it. */
export interface UsedApp {
  readonly cloud: GraphCloud;
  readonly clientId: string;
  readonly tenant: string;
}

/** The name of the shared value for an app. */
export function usedAppName({ cloud, clientId, tenant }: UsedApp): string {
  return `${usedAppNames}${cloud}.${clientId}.${tenant}`;
}

const usedApp = object({
  cloud: picklist(graphClouds),
  clientId: pipe(string(), check(isGuid)),
  tenant: pipe(string(), check(isTenantName)),
});

/** Reads a shared value, which may hold anything; undefined when it isn't an app. */
export function readUsedApp(value: unknown): UsedApp | undefined {
  return readAs(usedApp, value);
}
