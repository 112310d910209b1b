import type { HttpResponse } from '../base/http';
import { isJsonObject, parseJson } from '../base/json';
import { isGuid } from '../model/guid';

/** Returns the value of a header, by its case-insensitive name. */
export type HeaderReader = (name: string) => string | undefined;

/**
 * The wait that `Retry-After` asks for, in milliseconds. The header holds seconds or a date. A date counts
 * from the answer's own `Date`, because our clock may be wrong.
 * (https://www.rfc-editor.org/rfc/rfc9110#name-retry-after)
 */
export function retryAfterOf(header: HeaderReader, now: number): number | undefined {
  const text = header('retry-after')?.trim() ?? '';
  if (/^-?\d+(\.\d+)?$/.test(text)) {
    return Math.min(Math.max(Number(text) * 1000, 0), Number.MAX_SAFE_INTEGER);
  }
  const date = parseHttpDate(text);
  const answeredAt = parseHttpDate(header('date')?.trim() ?? '') ?? now;
  return date === undefined ? undefined : Math.max(date - answeredAt, 0);
}

function parseHttpDate(text: string): number | undefined {
  if (!httpDate.test(text)) {
    return undefined;
  }
  const date = Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`);
  return Number.isNaN(date) ? undefined : date;
}

/** The three forms of an HTTP date. `Date.parse` alone accepts almost any text. */
const httpDate =
  /^[A-Z][a-z]+(?:, \d\d[ -][A-Z][a-z]{2}[ -]\d{2,4} [\d:]{8} GMT| [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4})$/;

/** The longest claims that we read, in characters of base64. Entra's claims have a few hundred. */
const longestClaims = 8192;

/**
 * The claims that a 401 requires of the next token, as JSON. They are in the parameter `claims` of
 * `WWW-Authenticate`, a JSON object in base64. We ignore the other parameters: a service must not decide
 * where we get tokens.
 * (https://learn.microsoft.com/entra/identity-platform/claims-challenge)
 */
export function claimsOfChallenge(header: HeaderReader): string | undefined {
  const encoded = bearerClaims.exec(header('www-authenticate') ?? '')?.[1] ?? '';
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const claims = encoded.length <= longestClaims ? parseJson(text) : undefined;
  return isJsonObject(claims) ? JSON.stringify(claims) : undefined;
}

/** Matches the claims in a challenge of the scheme `Bearer`. One header may hold several challenges. */
const bearerClaims = /(?:^|,)\s*Bearer\s(?:[^"]|"[^"]*")*?\bclaims="([\w+/=-]+)"/i;

/** Graph's `request-id`; undefined unless it is a GUID. */
export function requestIdOf(header: HeaderReader): string | undefined {
  const id = header('request-id');
  return id !== undefined && isGuid(id) ? id : undefined;
}

/** The secrets that were sent with a request. They must not get into a log or a message. */
type Secrets = readonly (string | undefined)[];

/** A part of a secret of this length in an answer is no coincidence. */
const partLength = 8;

/** The answer without its `request-id` if that reflects a part of a secret. */
export function withoutReflectedSecrets(answer: HttpResponse, secrets: Secrets): HttpResponse {
  const requestId = answer.header('request-id');
  return requestId === undefined || !reflectsSecret(requestId, secrets)
    ? answer
    : {
        ...answer,
        header: (name) => (/^request-id$/i.test(name) ? undefined : answer.header(name)),
      };
}

function reflectsSecret(id: string, secrets: Secrets): boolean {
  const text = id.toLowerCase();
  const starts = Array.from({ length: Math.max(text.length - partLength, 0) + 1 }, (_, at) => at);
  const parts = starts.map((start) => text.slice(start, start + partLength));
  return secrets.some((secret) => parts.some((part) => secret?.toLowerCase().includes(part)));
}
