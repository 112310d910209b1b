import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { parseJson } from '../../../base/json';

const decompressors = new Map([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
]);

/** The bytes of a body as they pass, up to a limit. */
export class PassingBody {
  private chunks: Uint8Array[] = [];
  private size = 0;

  constructor(private readonly limit: number) {}

  /** @param encoding of a text */
  add(chunk: unknown, encoding?: unknown): void {
    const bytes = bytesOf(chunk, encoding);
    this.size += bytes.byteLength;
    if (this.size <= this.limit) {
      this.chunks.push(bytes);
    } else {
      this.chunks = [];
    }
  }

  /** What it says; undefined if it is too large or no JSON. */
  json(encoding = ''): unknown {
    const bytes = this.size > this.limit ? new Uint8Array() : Buffer.concat(this.chunks);
    try {
      const decompress = decompressors.get(encoding.trim().toLowerCase());
      const plain = decompress?.(bytes, { maxOutputLength: this.limit }) ?? bytes;
      return parseJson(new TextDecoder().decode(plain));
    } catch {
      return undefined; // It is cut off, or it doesn't say how it is compressed.
    }
  }
}

function bytesOf(chunk: unknown, encoding: unknown): Uint8Array {
  if (typeof chunk === 'string') {
    const known = typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8';
    return Buffer.from(chunk, known);
  }
  return chunk instanceof Uint8Array ? chunk : new Uint8Array();
}
