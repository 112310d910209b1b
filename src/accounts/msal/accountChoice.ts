import type { AccessTokenRequest } from '../../model/ports';

type Asked = Pick<AccessTokenRequest, 'account' | 'interactive' | 'signIn'>;

/** An account as msal knows it: by its id at home, and by one in each tenant to which it signed in. */
interface KnownAccount {
  readonly homeAccountId: string;
  readonly tenantProfiles?: ReadonlyMap<
    string,
    { readonly localAccountId: string; readonly tenantId: string }
  >;
}

/**
 * Whose token is meant: that of the account named and of no other, else of the one chosen last, else of
 * the only one there is. Undefined when that is nobody, or when it is for the user to say.
 */
export function meantAccount<T extends KnownAccount>(
  known: readonly T[],
  asked: Asked,
  chosenId: unknown,
): T | undefined {
  const withId = (id: unknown) => known.find(({ homeAccountId }) => homeAccountId === id);
  if (asked.account) {
    const { id } = asked.account;
    return withId(id) ?? known.find((account) => isGuest(account, id));
  }
  return isToChoose(asked) ? undefined : (withId(chosenId) ?? onlyOne(known));
}

/** True when a sign-in may settle whose token it is to be: a session's own account is not replaced. */
export function maySignIn({ account, interactive, signIn }: Asked): boolean {
  return interactive && (signIn !== undefined || !account);
}

/** True when the id is the account's in one of the tenants. */
function isGuest({ tenantProfiles }: KnownAccount, id: string): boolean {
  const profiles = [...(tenantProfiles?.values() ?? [])];
  return profiles.some(({ localAccountId, tenantId }) => `${localAccountId}.${tenantId}` === id);
}

/** True when the user wants to say anew who they are. */
function isToChoose({ account, interactive, signIn }: Asked): boolean {
  return interactive && signIn !== undefined && !account;
}

function onlyOne<T>([first, ...others]: readonly T[]): T | undefined {
  return others.length === 0 ? first : undefined;
}
