import type { CommandHandler } from '../../window/commandRegistrar';
import type { SignInFlow } from './signInFlow';

/** Sign In: the user says which of VS Code's accounts to use; a pasted token is used no longer. */
export function signIn({ signInFlow }: { readonly signInFlow: SignInFlow }): CommandHandler {
  return () => signInFlow.signIn();
}
