import type { AccessToken } from './ports';
import type { Account } from './workbookSession';

/** The claims of a token, by name. */
export type TokenClaims = ReadonlyMap<string, unknown>;

/** The claims of a JSON Web Token; empty for any other text. Only the service checks the signature. */
export function claimsOf(token: string): TokenClaims {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token)?.[1];
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString('utf8'));
    return new Map(Object.entries(claims ?? {}));
  } catch {
    return new Map();
  }
}

/** The claim, if it is a text that can be shown. */
export function textClaim(claims: TokenClaims, name: string): string | undefined {
  const value = claims.get(name);
  return typeof value === 'string' && /^\P{Cc}{1,256}$/u.test(value) ? value : undefined;
}

/** The account's id in the tenant of the token; undefined when the token doesn't contain it. */
export function idInTenant(claims: TokenClaims): string | undefined {
  const objectId = textClaim(claims, 'oid');
  const tenantId = textClaim(claims, 'tid');
  return objectId && tenantId && `${objectId}.${tenantId}`;
}

/**
 * True when the token certainly belongs to the account. A guest has one id in the home tenant and another
 * one in the tenant of the token. A sign-in has the first, and a pasted token has the second.
 */
export function isTokenOf(
  { account, idInTenant: guestId }: Pick<AccessToken, 'account' | 'idInTenant'>,
  { id }: Account,
): boolean {
  return id === account?.id || id === guestId;
}
