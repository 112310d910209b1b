import { Emitter } from '../base/event';
import { sandboxToken } from '../base/sandboxToken';
import type { AccessToken, AccessTokenProvider, AccessTokenRequest } from '../core/ports';
import type { SignInMethod } from '../core/signInMethod';
import type { PastedAccessTokenProvider } from './pastedAccessTokenProvider';

/** The credential of every sandbox: a fake, so that no real token can reach one. */
const sandboxCredential: AccessToken = {
  value: sandboxToken,
  account: { id: 'sandbox', label: 'Sandbox' },
  audience: 'sandbox',
};

/** Picks the credential: the fake one for a sandbox, else a pasted token, else the account signed in. */
export class CredentialSelector implements AccessTokenProvider {
  private readonly changes = new Emitter<undefined>();

  readonly onDidChangeAccounts = this.changes.event;

  /** @param method how one signs in, as the settings say; `EndpointGuard` tells when they change */
  constructor(
    private readonly pasted: PastedAccessTokenProvider,
    private readonly signedIn: Readonly<Record<SignInMethod, AccessTokenProvider>>,
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
    return this.pasted.current()
      ? this.pasted.getAccessToken(request)
      : this.signedIn[this.method()].getAccessToken(request);
  }
}
