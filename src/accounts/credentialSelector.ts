import { Emitter } from '../base/event';
import { sandboxToken } from '../base/sandboxToken';
import type { AccessToken, Credential, AccessTokenRequest } from '../model/ports';
import type { SignInMethod } from '../model/signInMethod';
import type { PastedCredential } from './pastedCredential';

/** The credential of every sandbox: a fake, so that no real token can reach one. */
const sandboxCredential: AccessToken = {
  value: sandboxToken,
  account: { id: 'sandbox', label: 'Sandbox' },
  audience: 'sandbox',
};

/**
 * Picks the credential: the fake one for a sandbox, else a pasted token, else the account signed in. Only
 * the user changes which one is in use: a sign-in goes past a pasted token, and the end of a pasted token
 * does not make way for an account.
 */
export class CredentialSelector implements Credential {
  private readonly changes = new Emitter<undefined>();

  readonly onDidChangeAccounts = this.changes.event;

  /** @param method how one signs in, as the settings say; `EndpointGuard` tells when they change */
  constructor(
    private readonly pasted: PastedCredential,
    private readonly signedIn: Readonly<Record<SignInMethod, Credential>>,
    private readonly method: () => SignInMethod,
  ) {
    for (const credential of [pasted, ...Object.values(signedIn)]) {
      credential.onDidChangeAccounts(() => {
        this.changes.fire(undefined);
      });
    }
  }

  async getAccessToken(request: AccessTokenRequest): Promise<AccessToken> {
    if (request.target.cloud === 'sandbox') {
      return sandboxCredential;
    }
    const signedIn = this.signedIn[request.signIn ?? this.method()];
    if (request.signIn || !this.pasted.current()) {
      return signedIn.getAccessToken(request);
    }
    return request.account && this.pasted.hasEnded()
      ? this.ofNamedAccount(request, signedIn)
      : this.pasted.getAccessToken(request);
  }

  /**
   * The pasted token has ended, but the request names an account: if that very account is signed in, its
   * token stands for the same person. Nobody is asked to sign in for it; only a step that the service
   * wants of that account may open a dialog.
   */
  private async ofNamedAccount(
    request: AccessTokenRequest,
    signedIn: Credential,
  ): Promise<AccessToken> {
    const isStep = request.claims !== undefined;
    try {
      const interactive = request.interactive && isStep;
      return await signedIn.getAccessToken({ ...request, interactive });
    } catch (error) {
      if (isStep) {
        throw error;
      }
      return this.pasted.getAccessToken(request);
    }
  }
}
