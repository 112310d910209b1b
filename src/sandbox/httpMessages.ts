import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphCall } from './graphCall';

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

/** The largest request body that is read, in bytes; ours are `{}` or one flag. */
const maxRequestBytes = 64 * 1024;

export function jsonAnswer(status: number, body: Record<string, unknown>): GraphAnswer {
  return { status, headers: { 'content-type': jsonType }, body: JSON.stringify(body) };
}

/** An answer that says what it holds, by its `@odata.context`. */
export function resourceAnswer(
  { request, endpoint }: GraphCall,
  context: string,
  resource: Record<string, unknown>,
  status = 200,
): GraphAnswer {
  return jsonAnswer(status, {
    '@odata.context': `${endpoint}/${versionOf(request.path)}/$metadata#${context}`,
    ...resource,
  });
}

/** `v1.0` or `beta`, as the path begins. */
export function versionOf(path: string): string {
  return path.split('/')[1] ?? '';
}

export function writeAnswer(
  outgoing: ServerResponse,
  { status, headers, body }: GraphAnswer,
): void {
  outgoing.writeHead(status, headers);
  outgoing.end(body);
}

/** The body as text, or why there is none: it is too large, or the client hung up meanwhile. */
export async function readRequestBody(
  incoming: IncomingMessage,
): Promise<{ readonly text: string } | 'tooLarge' | 'abandoned'> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
      if (chunk instanceof Buffer) {
        size += chunk.length;
        chunks.push(chunk);
      }
      if (size > maxRequestBytes) {
        // Node itself hangs up on a client that does not end after its answer.
        incoming.resume();
        return 'tooLarge';
      }
    }
  } catch {
    return 'abandoned';
  }
  return { text: Buffer.concat(chunks).toString('utf8') };
}
