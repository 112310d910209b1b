import type { Cloud, GraphTarget } from '../core/workbookSession';

/** Where Graph is, cloud by cloud (https://learn.microsoft.com/graph/deployments). China has no workbook API. */
export const graphOrigins: Readonly<Record<Exclude<Cloud, 'sandbox'>, string>> = {
  global: 'https://graph.microsoft.com',
  usGov: 'https://graph.microsoft.us',
  usGovDoD: 'https://dod-graph.microsoft.us',
};

/** The cloud whose Graph has exactly this origin. */
export function cloudOfOrigin(origin: string): Exclude<Cloud, 'sandbox'> | undefined {
  const clouds = ['global', 'usGov', 'usGovDoD'] as const;
  return clouds.find((cloud) => graphOrigins[cloud] === origin);
}

export interface GraphSettings {
  readonly apiVersion: 'v1.0' | 'beta';
  /** A local stand-in for Graph, as the user wrote it; empty: Graph itself. */
  readonly endpoint: string;
}

/** The origin that the text names, when it is a loopback address with a port and nothing else. */
export function parseLoopbackEndpoint(text: string): string | undefined {
  const match = /^(https?):\/\/(127\.0\.0\.1|\[::1\]):(\d{1,5})\/?$/.exec(text.trim());
  const port = Number(match?.[3]);
  return match && port > 0 && port <= 65_535 ? `${match[1]}://${match[2]}:${port}` : undefined;
}

/**
 * Where requests for a target go, without a slash at the end; undefined when the address in the
 * setting or in the record is not one of this machine: then nothing may be sent.
 */
export function baseUrlOf(target: GraphTarget, settings: GraphSettings): string | undefined {
  const origin =
    target.cloud === 'sandbox'
      ? parseLoopbackEndpoint(target.sandbox.endpoint)
      : settings.endpoint === ''
        ? graphOrigins[target.cloud]
        : parseLoopbackEndpoint(settings.endpoint);
  return origin && `${origin}/${settings.apiVersion}`;
}
