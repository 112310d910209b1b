import type { ServerResponse } from 'node:http';
import type { GraphError } from './graphErrors';

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
