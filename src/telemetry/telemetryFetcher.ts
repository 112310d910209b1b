import type { HttpClient } from '../base/http';
import { loopbackOrigin } from '../base/loopbackOrigin';
import { cataloguedBatch } from './telemetryWire';

const timeoutMs = 10_000;
const maxBodyBytes = 64 * 1024;

/** The `customFetch` of `@vscode/extension-telemetry`. */
export type TelemetryFetcher = (
  url: string,
  init?: { readonly body?: string },
) => Promise<{
  readonly status: number;
  readonly headers: Iterable<[string, string]>;
  readonly text: () => Promise<string>;
}>;

/**
 * Sends batches with the extension's own HTTP client. It never throws, because the library would let the
 * error out into the extension host.
 */
export function telemetryFetcher(deps: {
  readonly http: HttpClient;
  /** The only origin that requests go to. */
  readonly origin: string;
  /** Asked for each batch: once the user turns telemetry off, waiting events aren't sent. */
  readonly isEnabled: () => boolean;
  readonly commonProperties: Readonly<Record<string, string>>;
}): TelemetryFetcher {
  return async (url, { body = '' } = {}) => {
    const isAllowed = deps.isEnabled() && originOf(url) === deps.origin;
    const batch = isAllowed ? cataloguedBatch(body, deps.commonProperties) : undefined;
    if (batch === undefined) {
      return dropped;
    }
    try {
      const headers = { 'Content-Type': 'application/json' };
      const sent = { method: 'POST', url, headers, body: batch, timeoutMs, maxBodyBytes } as const;
      const answer = await deps.http.send(sent);
      return {
        status: answer.status,
        headers: Object.entries(answer.headers()),
        text: () => Promise.resolve(answer.body),
      };
    } catch {
      return unanswered;
    }
  };
}

/**
 * The origin that a connection string sends to.
 * @throws Error when it has no key, or its endpoint is neither https nor on this machine
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
    throw new Error('The connection string has no key or no safe endpoint.');
  }
  return origin;
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

/** The answer for a batch that isn't sent: the library then forgets it. */
const dropped = { status: 200, headers: [], text: () => Promise.resolve('') };

/** The status with which the library itself marks a lost answer: it tries again later, or gives up. */
const unanswered = { status: 0, headers: [], text: () => Promise.resolve('') };
