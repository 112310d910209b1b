import type { Agent } from 'node:http';

/** One request; nothing in it is followed, repeated or remembered. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** How long the whole exchange may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How much of the answer is read, in bytes, after decompression. */
  readonly maxBodyBytes: number;
  /** True to open a connection of its own instead of reusing one. */
  readonly newConnection?: boolean;
  /** For tests against a throw-away certificate. */
  readonly agent?: Agent;
}

export interface HttpResponse {
  readonly status: number;
  /** The value of a header, by its case-insensitive name. */
  header(name: string): string | undefined;
  readonly body: string;
}
