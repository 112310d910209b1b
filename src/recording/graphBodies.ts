import { isJsonObject, type JsonObject } from '../base/json';
import type { RecordedCall } from './recordingProtocol';

const mostCodes = 5;
const longestCode = 100;

/** The session in an answer. An operation has an ID too, and a status. */
export function createdIn(body: unknown, query: string): RecordedCall['created'] {
  const { id, persistChanges, status }: JsonObject = isJsonObject(body) ? body : {};
  const sessionId =
    typeof id === 'string' && status === undefined ? id : (sessionIdIn(query) ?? '');
  if (sessionId === '') {
    return undefined;
  }
  return { sessionId, ...(typeof persistChanges === 'boolean' ? { persistChanges } : {}) };
}

/** The address of a session may have its ID in base64. A URL decodes a plus sign to a space. */
function sessionIdIn(query: string): string | undefined {
  const text = new URLSearchParams(query).get('sessionId')?.replace(/ /g, '+') ?? '';
  const id = /^[\w+/-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString() : '';
  return /^[\x21-\x7E]+$/.test(id) ? id : undefined;
}

/** The codes of an error answer, the outermost first. */
export function errorCodesIn(body: unknown): readonly string[] {
  const codes: string[] = [];
  let error: unknown = isJsonObject(body) ? body['error'] : undefined;
  for (let depth = 0; isJsonObject(error) && depth < mostCodes; depth += 1) {
    const { code, innerError, innererror } = error;
    if (typeof code === 'string' && code !== '') {
      codes.push(code.slice(0, longestCode));
    }
    error = innerError ?? innererror;
  }
  return codes;
}

/** The body of an error with these codes, the outermost first. */
export function bodyOf(codes: readonly string[]): unknown {
  const error = codes.reduceRight<object | undefined>(
    (innerError, code) => ({ code, ...(innerError && { innerError }) }),
    undefined,
  );
  return error && { error };
}

/** One request of a batch, or the answer to it. */
export interface BatchPart {
  readonly method: string;
  readonly url: string;
  readonly sessionId: string | undefined;
  readonly status: number;
  readonly body: unknown;
}

/** The requests of a batch that were answered, with their answers. */
export function partsOf(sent: unknown, answer: unknown): readonly BatchPart[] {
  const answers = new Map(listIn(answer, 'responses').map((part) => [part['id'], part]));
  return listIn(sent, 'requests').flatMap(({ id, method, url, headers }) => {
    const { status, body } = answers.get(id) ?? {};
    return typeof method === 'string' && typeof url === 'string' && isStatus(status)
      ? [{ method, url, sessionId: sessionIdOf(headers), status, body }]
      : [];
  });
}

function isStatus(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 100 && value <= 599;
}

function listIn(body: unknown, name: string): readonly JsonObject[] {
  const list: unknown = isJsonObject(body) ? body[name] : undefined;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

/** The header `workbook-session-id` of a request. */
export function sessionIdOf(headers: unknown): string | undefined {
  const all = isJsonObject(headers) ? Object.entries(headers) : [];
  const [, value] = all.find(([name]) => name.toLowerCase() === 'workbook-session-id') ?? [];
  return typeof value === 'string' ? value : undefined;
}
