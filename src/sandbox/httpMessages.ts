import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphCall } from './graphCall';
import type { SandboxAnswer } from './sandboxAnswer';

/** The content type of Graph's answers. */
export const jsonType =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/** The largest request body that is read, in bytes. Bodies of Graph's calls are far smaller. */
const maxRequestBytes = 64 * 1024;

export function jsonAnswer(status: number, body: Record<string, unknown>): SandboxAnswer {
  return { status, headers: { 'content-type': jsonType }, body: JSON.stringify(body) };
}

/** An answer with a resource and its `@odata.context`. */
export function resourceAnswer(
  { request, endpoint }: GraphCall,
  context: string,
  resource: Record<string, unknown>,
  status = 200,
): SandboxAnswer {
  return jsonAnswer(status, {
    '@odata.context': `${endpoint}/${versionOf(request.path)}/$metadata#${context}`,
    ...resource,
  });
}

/** The version at the beginning of the path: `v1.0` or `beta`. */
export function versionOf(path: string): string {
  return path.split('/')[1] ?? '';
}

export function writeAnswer(
  outgoing: ServerResponse,
  { status, headers, body }: SandboxAnswer,
): void {
  outgoing.writeHead(status, headers);
  outgoing.end(body);
}

/** The body as text. `tooLarge` or `abandoned` if it is too large or the client closed the connection. */
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
        // After the answer, Node closes the connection if the client goes on sending.
        incoming.resume();
        return 'tooLarge';
      }
    }
  } catch {
    return 'abandoned';
  }
  return { text: Buffer.concat(chunks).toString('utf8') };
}
