import { loopbackOrigin } from '../base/loopbackOrigin';
import { graphOriginInChina, graphOrigins } from '../model/clouds';
import { WorkbookSessionError } from '../model/errors';
import { graphClouds, type GraphCloud, type GraphTarget } from '../model/workbookSession';

/**
 * The cloud whose Graph has exactly this origin; undefined for any other origin.
 * @throws WorkbookSessionError `cloudWithoutWorkbooks` for Graph in China
 */
export function cloudOfOrigin(origin: string): GraphCloud | undefined {
  if (origin === graphOriginInChina) {
    throw new WorkbookSessionError('cloudWithoutWorkbooks');
  }
  return graphClouds.find((cloud) => graphOrigins[cloud] === origin);
}

export interface GraphSettings {
  readonly apiVersion: 'v1.0' | 'beta';
  /** The setting `graph.endpoint`: a local stand-in for Graph. Empty for Graph itself. */
  readonly endpoint: string;
}

/**
 * The URL before every path of a target, without a slash at the end. Undefined when the address in the
 * setting or in the record is not on this machine; then nothing may be sent.
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
