import { someTime } from '../../builders';

/** Claims of a token as Graph Explorer hands it out, good for an hour. */
export const someClaims = {
  aud: 'https://graph.microsoft.com',
  exp: someTime / 1000 + 3600,
  oid: 'ada-object-id',
  tid: 'tenant-id',
  upn: 'ada@example.com',
};

/** A JSON Web Token with these claims; nobody checks its signature. */
export function aToken(claims: unknown = someClaims): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}
