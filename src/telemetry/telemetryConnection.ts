import { loopbackOrigin } from '../base/loopbackOrigin';

/** Put in by `esbuild.js`; there is none where the sources themselves run, in tests. */
declare const TELEMETRY_CONNECTION_STRING: string | undefined;

/** Where telemetry goes, as Azure Monitor writes it; empty, as in every build that says nothing else: nowhere. */
export const telemetryConnectionString =
  typeof TELEMETRY_CONNECTION_STRING === 'string' ? TELEMETRY_CONNECTION_STRING : '';

/**
 * The one origin that the connection string allows to send to.
 * @throws Error when it names none, or one without https that is not of this machine
 */
export function ingestionOrigin(connectionString: string): string {
  const parts = new Map(
    connectionString.split(';').map((part) => {
      const [key = '', ...value] = part.split('=');
      return [key.trim(), value.join('=').trim()];
    }),
  );
  const endpoint = parts.get('IngestionEndpoint') ?? '';
  const isHttps = /^https:\/\/[\w.-]+(?::\d+)?\/?$/.test(endpoint);
  const origin = isHttps ? new URL(endpoint).origin : loopbackOrigin(endpoint);
  if (!origin || !parts.get('InstrumentationKey')) {
    throw new Error('The connection string names no key or no safe endpoint.');
  }
  return origin;
}
