import { graphAppId, graphOriginInChina, graphOrigins } from '../core/clouds';
import { WorkbookSessionError } from '../core/errors';
import { graphClouds, type Account, type GraphCloud } from '../core/workbookSession';

/** A token that the user pasted, with what can be read from it. */
export interface PastedAccessToken {
  readonly value: string;
  readonly account?: Account;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
  /** The one cloud that takes it; absent when that cannot be told. */
  readonly cloud?: GraphCloud;
}

const longestToken = 16 * 1024;

/** Graph as audiences name it (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference). */
const graphAudiences: ReadonlyMap<string, GraphCloud | undefined> = new Map([
  // Of which cloud such a token is, China's among them, cannot be told.
  [graphAppId, undefined],
  ...graphClouds.map((cloud) => [graphOrigins[cloud], cloud] as const),
]);

/**
 * Reads a pasted access token. Its signature is the service's business; what can be read is only shown
 * and used to refuse a token that is bound to fail. An opaque one is taken as it is.
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
  return { value, ...known(facts) };
}

type Claims = ReadonlyMap<string, unknown>;

function audienceOf(claims: Claims): string {
  return textOf(claims.get('aud'))?.replace(/\/$/, '').toLowerCase() ?? '';
}

/** The last moment that a date can hold. */
const lastTime = 8.64e15;

function expiryOf(claims: Claims): number | undefined {
  const seconds = claims.get('exp');
  const time = typeof seconds === 'number' ? seconds * 1000 : Number.NaN;
  return time <= lastTime ? time : undefined;
}

function known({
  account,
  expiresAt,
  cloud,
}: {
  [Fact in keyof Omit<PastedAccessToken, 'value'>]: PastedAccessToken[Fact] | undefined;
}): Omit<PastedAccessToken, 'value'> {
  return {
    ...(account && { account }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(cloud && { cloud }),
  };
}

/** The claims of a JSON Web Token; none when it is no such token. */
function claimsOf(token: string): Claims {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token)?.[1];
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString('utf8'));
    return new Map(Object.entries(claims ?? {}));
  } catch {
    return new Map();
  }
}

function accountOf(claims: Claims): Account | undefined {
  const objectId = textOf(claims.get('oid'));
  const tenantId = textOf(claims.get('tid'));
  if (objectId === undefined || tenantId === undefined) {
    return undefined;
  }
  const names = ['upn', 'preferred_username', 'unique_name', 'email', 'name'];
  const label = names.map((name) => textOf(claims.get(name))).find((name) => name !== undefined);
  return { id: `${objectId}.${tenantId}`, label: label ?? objectId };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\P{Cc}{1,256}$/u.test(value) ? value : undefined;
}
