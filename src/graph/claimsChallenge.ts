import { isJsonObject, parseJson } from '../base/json';

/** Entra's own are some hundred characters long. */
const longestClaims = 8192;

/**
 * What a 401 wants another token to prove, as JSON: the parameter `claims` of the header
 * `WWW-Authenticate`, base64 of a JSON object. Nothing else of the header is of use to us: where tokens
 * come from and what for is not the service's to say.
 * (https://learn.microsoft.com/entra/identity-platform/claims-challenge)
 */
export function claimsOfChallenge(header: string | undefined): string | undefined {
  const encoded = bearerClaims.exec(header ?? '')?.[1] ?? '';
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const claims = encoded.length <= longestClaims ? parseJson(text) : undefined;
  return isJsonObject(claims) ? JSON.stringify(claims) : undefined;
}

/** In a challenge of the scheme `Bearer`; several challenges may stand in one header. */
const bearerClaims = /(?:^|,)\s*Bearer\s(?:[^"]|"[^"]*")*?\bclaims="([\w+/=-]+)"/i;
