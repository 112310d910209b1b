import type { HttpClient } from '../base/http';
import { cataloguedBatch } from './telemetryWire';

/** How long a batch may take, in milliseconds, and how much of an answer is read, in bytes. */
const timeoutMs = 10_000;
const maxBodyBytes = 64 * 1024;

/** As `@vscode/extension-telemetry` wants it. */
export type TelemetryFetcher = (
  url: string,
  init?: { readonly body?: string },
) => Promise<{
  readonly status: number;
  readonly headers: Iterable<[string, string]>;
  readonly text: () => Promise<string>;
}>;

/**
 * Sends batches over the product's own HTTP stack. It never fails: the library would let the error out
 * into the extension host.
 */
export function telemetryFetcher(deps: {
  readonly http: HttpClient;
  /** Nothing goes anywhere else. */
  readonly origin: string;
  /** Asked for each batch: what was told before the user turned telemetry off is not sent after that. */
  readonly isEnabled: () => boolean;
  readonly commonProperties: Readonly<Record<string, string>>;
}): TelemetryFetcher {
  return async (url, { body = '' } = {}) => {
    const isAllowed = deps.isEnabled() && originOf(url) === deps.origin;
    const batch = isAllowed ? cataloguedBatch(body, deps.commonProperties) : undefined;
    if (batch === undefined) {
      return taken;
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

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

/** For what is not sent at all: the library forgets it. */
const taken = { status: 200, headers: [], text: () => Promise.resolve('') };

/** The library's own sign for "no answer": it tries again some time, or gives up. */
const unanswered = { status: 0, headers: [], text: () => Promise.resolve('') };
