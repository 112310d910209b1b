import type { IncomingMessage } from 'node:http';

/** The largest request body that is read, in bytes; ours are `{}` or one flag. */
export const maxRequestBytes = 64 * 1024;

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
        incoming.resume();
        return 'tooLarge';
      }
    }
  } catch {
    return 'abandoned';
  }
  return { text: Buffer.concat(chunks).toString('utf8') };
}
