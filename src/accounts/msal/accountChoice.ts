import type { AccessTokenRequest } from '../../model/ports';

type ChoiceRequest = Pick<AccessTokenRequest, 'account' | 'interactive' | 'signIn'>;

/** An account of msal's cache. A guest has another id in each tenant. */
interface KnownAccount {
  readonly homeAccountId: string;
  readonly tenantProfiles?: ReadonlyMap<
    string,
    { readonly localAccountId: string; readonly tenantId: string }
  >;
}

/**
 * The account for a request: the account that it names, or else the one chosen last, or else the only one.
 * Undefined when there is no such account, or when the user has to choose.
 */
export function accountFor<T extends KnownAccount>(
  known: readonly T[],
  request: ChoiceRequest,
  chosenId: unknown,
): T | undefined {
  const withId = (id: unknown) => known.find(({ homeAccountId }) => homeAccountId === id);
  if (request.account) {
    const { id } = request.account;
    return withId(id) ?? known.find((account) => isGuest(account, id));
  }
  return mustChoose(request) ? undefined : (withId(chosenId) ?? onlyOne(known));
}

/** True when a sign-in may decide the account. No other account may stand in for the owner of a session. */
export function maySignIn({ account, interactive, signIn }: ChoiceRequest): boolean {
  return interactive && (signIn !== undefined || !account);
}

/** True when this is the account's id in one of its tenants. */
function isGuest({ tenantProfiles }: KnownAccount, id: string): boolean {
  const profiles = [...(tenantProfiles?.values() ?? [])];
  return profiles.some(({ localAccountId, tenantId }) => `${localAccountId}.${tenantId}` === id);
}

/** True when the user asked to choose an account. */
function mustChoose({ account, interactive, signIn }: ChoiceRequest): boolean {
  return interactive && signIn !== undefined && !account;
}

function onlyOne<T>([first, ...others]: readonly T[]): T | undefined {
  return others.length === 0 ? first : undefined;
}
