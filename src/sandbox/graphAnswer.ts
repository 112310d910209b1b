import type { ServerResponse } from 'node:http';
import type { GraphError } from './sandboxErrors';

/** One answer, before it is written. */
export interface GraphAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The content type of Graph's answers. */
export const jsonType =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

export function jsonAnswer(status: number, body: Record<string, unknown>): GraphAnswer {
  return { status, headers: { 'content-type': jsonType }, body: JSON.stringify(body) };
}

/** The `@odata.context` of an answer to a call of that path. */
export function contextOf(endpoint: string, path: string, of: string): string {
  return `${endpoint}/${versionOf(path)}/$metadata#${of}`;
}

/** `v1.0` or `beta`, as the path begins. */
export function versionOf(path: string): string {
  return path.split('/')[1] ?? '';
}

export function errorAnswer({ status, body }: GraphError): GraphAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body };
}

export function writeAnswer(
  outgoing: ServerResponse,
  { status, headers, body }: GraphAnswer,
): void {
  outgoing.writeHead(status, headers);
  outgoing.end(body);
}
