import { defined } from '../base/defined';
import { graphAppId, graphOriginInChina, graphOrigins } from '../model/clouds';
import { WorkbookSessionError } from '../model/errors';
import { claimsOf, idInTenant, textClaim, type TokenClaims } from '../model/tokenAccount';
import { graphClouds, type Account, type GraphCloud } from '../model/workbookSession';

/** A token that the user pasted, and the claims in it. */
export interface PastedAccessToken {
  readonly value: string;
  readonly account?: Account;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
  /** The cloud that accepts the token; absent when the token doesn't say. */
  readonly cloud?: GraphCloud;
}

const longestToken = 16 * 1024;

/** The audiences that stand for Microsoft Graph (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference). */
const graphAudiences: ReadonlyMap<string, GraphCloud | undefined> = new Map([
  // The app id of Microsoft Graph is the same in every cloud, even in China's.
  [graphAppId, undefined],
  ...graphClouds.map((cloud) => [graphOrigins[cloud], cloud] as const),
]);

/**
 * Reads a pasted access token. The service checks the signature. The claims are only shown, and used to
 * reject a token that would certainly fail. A token without readable claims is accepted.
 * @throws WorkbookSessionError `invalidAccessToken`, `accessTokenExpired`, `accessTokenForOtherAudience`, `cloudWithoutWorkbooks`
 */
export function parsePastedAccessToken(text: string, now: number): PastedAccessToken {
  const value = text.trim().replace(/^Bearer\s+/i, '');
  if (value.length > longestToken || !/^[\w.~+/=-]{16,}$/.test(value)) {
    throw new WorkbookSessionError('invalidAccessToken');
  }
  const claims = claimsOf(value);
  const audience = audienceOf(claims);
  if (claims.size > 0 && !graphAudiences.has(audience)) {
    const isOfChina = audience === graphOriginInChina;
    throw new WorkbookSessionError(
      isOfChina ? 'cloudWithoutWorkbooks' : 'accessTokenForOtherAudience',
    );
  }
  const facts = {
    account: accountOf(claims),
    expiresAt: expiryOf(claims),
    cloud: graphAudiences.get(audience),
  };
  if (facts.expiresAt !== undefined && facts.expiresAt <= now) {
    throw new WorkbookSessionError('accessTokenExpired');
  }
  return { value, ...defined(facts) };
}

function audienceOf(claims: TokenClaims): string {
  return textClaim(claims, 'aud')?.replace(/\/$/, '').toLowerCase() ?? '';
}

/** The last time that a JavaScript date can hold. */
const lastTime = 8.64e15;

function expiryOf(claims: TokenClaims): number | undefined {
  const seconds = claims.get('exp');
  const time = typeof seconds === 'number' ? seconds * 1000 : Number.NaN;
  return time <= lastTime ? time : undefined;
}

function accountOf(claims: TokenClaims): Account | undefined {
  const id = idInTenant(claims);
  if (id === undefined) {
    return undefined;
  }
  const names = ['upn', 'preferred_username', 'unique_name', 'email', 'name', 'oid'];
  const label = names.map((name) => textClaim(claims, name)).find((name) => name !== undefined);
  return { id, label: label ?? id };
}
