import { WorkbookSessionError } from '../core/errors';
import type { Account } from '../core/workbookSession';

/** A token that the user pasted, with what can be read from it. */
export interface PastedAccessToken {
  readonly value: string;
  readonly account?: Account;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
}

const longestToken = 16 * 1024;

/** Graph as audiences name it (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference). */
const graphAudiences: readonly string[] = [
  '00000003-0000-0000-c000-000000000000',
  'https://graph.microsoft.com',
  'https://graph.microsoft.us',
  'https://dod-graph.microsoft.us',
];

/**
 * Reads a pasted access token. Its signature is the service's business; what can be read is only shown
 * and used to refuse a token that is bound to fail. An opaque one is taken as it is.
 * @throws WorkbookSessionError `invalidAccessToken`, `accessTokenExpired`, `accessTokenForOtherAudience`
 */
export function parsePastedAccessToken(text: string, now: number): PastedAccessToken {
  const value = text.trim().replace(/^Bearer\s+/i, '');
  if (value.length > longestToken || !/^[\w.~+/=-]{16,}$/.test(value)) {
    throw new WorkbookSessionError('invalidAccessToken');
  }
  const claims = claimsOf(value);
  if (isForOtherAudience(claims)) {
    throw new WorkbookSessionError('accessTokenForOtherAudience');
  }
  const expiresAt = expiryOf(claims);
  if (expiresAt !== undefined && expiresAt <= now) {
    throw new WorkbookSessionError('accessTokenExpired');
  }
  const account = accountOf(claims);
  return { value, ...(account && { account }), ...(expiresAt !== undefined && { expiresAt }) };
}

type Claims = ReadonlyMap<string, unknown>;

/** True for a readable audience that is not Graph. */
function isForOtherAudience(claims: Claims): boolean {
  const audience = textOf(claims.get('aud'));
  return audience !== undefined && !graphAudiences.includes(audience.replace(/\/$/, ''));
}

function expiryOf(claims: Claims): number | undefined {
  const seconds = claims.get('exp');
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : undefined;
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
  return typeof value === 'string' && value !== '' ? value.slice(0, 256) : undefined;
}
