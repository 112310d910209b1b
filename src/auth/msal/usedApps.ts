import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../../base/json';
import { isGuid, isTenantName } from '../../core/guid';
import { graphClouds, type GraphCloud } from '../../core/workbookSession';

/** Under which name the app registrations are remembered in which somebody has signed in; no secret is in it. */
export const usedAppsName = 'msal.usedApps';

/** An app registration in the cloud where somebody signed in. */
export interface UsedApp {
  readonly cloud: GraphCloud;
  readonly clientId: string;
  readonly tenant: string;
}

/** What of a kept value can be used: anything may stand there. */
export function readUsedApps(value: unknown): readonly UsedApp[] {
  return Array.isArray(value) ? value.flatMap(usedApp) : [];
}

/** The list with the app at its head, each one once. */
export function withUsedApp(list: readonly UsedApp[], app: UsedApp): readonly UsedApp[] {
  return [app, ...list.filter((used) => !isDeepStrictEqual(used, app))];
}

function usedApp(value: unknown): readonly UsedApp[] {
  const { cloud, clientId, tenant } = isJsonObject(value) ? value : {};
  const known = graphClouds.find((one) => one === cloud);
  const isPlain = typeof clientId === 'string' && typeof tenant === 'string';
  return known && isPlain && isGuid(clientId) && isTenantName(tenant)
    ? [{ cloud: known, clientId, tenant }]
    : [];
}
