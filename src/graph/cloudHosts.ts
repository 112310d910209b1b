import { loopbackOrigin } from '../base/loopbackOrigin';
import { graphOriginInChina, graphOrigins } from '../model/clouds';
import { WorkbookSessionError } from '../model/errors';
import { graphClouds, type GraphCloud, type GraphTarget } from '../model/workbookSession';

/**
 * The cloud whose Graph has exactly this origin.
 * @throws WorkbookSessionError `cloudWithoutWorkbooks` for China's
 */
export function cloudOfOrigin(origin: string): GraphCloud | undefined {
  if (origin === graphOriginInChina) {
    throw new WorkbookSessionError('cloudWithoutWorkbooks');
  }
  return graphClouds.find((cloud) => graphOrigins[cloud] === origin);
}

export interface GraphSettings {
  readonly apiVersion: 'v1.0' | 'beta';
  /** A local stand-in for Graph, as the user wrote it; empty: Graph itself. */
  readonly endpoint: string;
}

/**
 * Where requests for a target go, without a slash at the end; undefined when the address in the
 * setting or in the record is not one of this machine: then nothing may be sent.
 */
export function baseUrlOf(target: GraphTarget, settings: GraphSettings): string | undefined {
  const origin =
    target.cloud === 'sandbox'
      ? loopbackOrigin(target.sandbox.endpoint)
      : settings.endpoint === ''
        ? graphOrigins[target.cloud]
        : loopbackOrigin(settings.endpoint);
  return origin && `${origin}/${settings.apiVersion}`;
}
