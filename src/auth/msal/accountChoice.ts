import type { AccessTokenRequest } from '../../core/ports';

type Asked = Pick<AccessTokenRequest, 'account' | 'interactive' | 'signIn'>;

/**
 * Whose token is meant: that of the account named and of no other, else of the one chosen last, else of
 * the only one there is. Undefined when that is nobody, or when it is for the user to say.
 */
export function meantAccount<T extends { readonly homeAccountId: string }>(
  known: readonly T[],
  asked: Asked,
  chosenId: unknown,
): T | undefined {
  const withId = (id: unknown) => known.find(({ homeAccountId }) => homeAccountId === id);
  if (asked.account) {
    return withId(asked.account.id);
  }
  return isToChoose(asked) ? undefined : (withId(chosenId) ?? onlyOne(known));
}

/** True when a sign-in may settle whose token it is to be: a session's own account is not replaced. */
export function maySignIn({ account, interactive, signIn }: Asked): boolean {
  return interactive && (signIn !== undefined || !account);
}

/** True when the user wants to say anew who they are. */
function isToChoose({ account, interactive, signIn }: Asked): boolean {
  return interactive && signIn !== undefined && !account;
}

function onlyOne<T>([first, ...others]: readonly T[]): T | undefined {
  return others.length === 0 ? first : undefined;
}
