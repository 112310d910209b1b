import type { AccessToken } from './ports';
import type { Account } from './workbookSession';

/** What a token says of itself, by name. */
export type TokenClaims = ReadonlyMap<string, unknown>;

/** The claims of a JSON Web Token; none when it is no such token. Its signature is the service's business. */
export function claimsOf(token: string): TokenClaims {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token)?.[1];
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString('utf8'));
    return new Map(Object.entries(claims ?? {}));
  } catch {
    return new Map();
  }
}

/** A claim that is a text which can be shown. */
export function textClaim(claims: TokenClaims, name: string): string | undefined {
  const value = claims.get(name);
  return typeof value === 'string' && /^\P{Cc}{1,256}$/u.test(value) ? value : undefined;
}

/** The account's id in the tenant that the token is for; undefined when the token does not tell. */
export function idInTenant(claims: TokenClaims): string | undefined {
  const objectId = textClaim(claims, 'oid');
  const tenantId = textClaim(claims, 'tid');
  return objectId && tenantId && `${objectId}.${tenantId}`;
}

/**
 * True when it is known that the token is this account's. A person has one id at home and, where they are
 * a guest, another one in that tenant: a pasted token tells the latter, a sign-in the former.
 */
export function isTokenOf(
  { account, idInTenant: guestId }: Pick<AccessToken, 'account' | 'idInTenant'>,
  { id }: Account,
): boolean {
  return id === account?.id || id === guestId;
}
