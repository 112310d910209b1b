import { isJsonObject, parseJson } from '../../base/json';
import { isGuid, isTenantName } from '../../core/guid';
import { graphClouds, type GraphCloud } from '../../core/workbookSession';

/** Under which name the app registrations are remembered in which somebody has signed in; no secret is in it. */
export const usedAppsKey = 'msal.usedApps';

/** An app registration in the cloud where somebody signed in. */
export interface UsedApp {
  readonly cloud: GraphCloud;
  readonly clientId: string;
  readonly tenant: string;
}

/** What of a kept value can be used: anything may stand there. */
export function readUsedApps(value: unknown): readonly UsedApp[] {
  const kept = typeof value === 'string' ? parseJson(value) : undefined;
  return Array.isArray(kept) ? kept.flatMap(usedApp) : [];
}

function usedApp(value: unknown): readonly UsedApp[] {
  const { cloud, clientId, tenant } = isJsonObject(value) ? value : {};
  const known = graphClouds.find((one) => one === cloud);
  const isPlain = typeof clientId === 'string' && typeof tenant === 'string';
  return known && isPlain && isGuid(clientId) && isTenantName(tenant)
    ? [{ cloud: known, clientId, tenant }]
    : [];
}
