import { Emitter } from '../base/event';
import { sandboxToken } from '../base/sandboxToken';
import type { AccessToken, Credential, AccessTokenRequest } from '../model/ports';
import type { SignInMethod } from '../model/signInMethod';
import type { PastedCredential } from './pastedCredential';

/** Every sandbox gets this fake token, so that no real token can reach one. */
const sandboxCredential: AccessToken = {
  value: sandboxToken,
  account: { id: 'sandbox', label: 'Sandbox' },
  audience: 'sandbox',
};

/**
 * Chooses the credential for a request: the fake token for a sandbox, or else a pasted token, or else the
 * signed-in account. Only the user changes the credential in use: after a pasted token expires, no account
 * takes its place.
 */
export class CredentialSelector implements Credential {
  private readonly changes = new Emitter<undefined>();

  readonly onDidChangeAccounts = this.changes.event;

  /** @param method the setting `auth.method`; `EndpointGuard` fires when it changes */
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
   * The token of a named account, while the pasted token has expired. If that account is signed in, its token
   * is as good. Nobody is asked to sign in for it. Only a claims challenge for that account may open a dialog.
   */
  private async ofNamedAccount(
    request: AccessTokenRequest,
    signedIn: Credential,
  ): Promise<AccessToken> {
    const isChallenged = request.claims !== undefined;
    try {
      const interactive = request.interactive && isChallenged;
      return await signedIn.getAccessToken({ ...request, interactive });
    } catch (error) {
      if (isChallenged) {
        throw error;
      }
      return this.pasted.getAccessToken(request);
    }
  }
}
