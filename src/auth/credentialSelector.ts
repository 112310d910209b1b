import { Emitter } from '../base/event';
import { sandboxToken } from '../base/sandboxToken';
import type { AccessToken, AccessTokenProvider, AccessTokenRequest } from '../core/ports';
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

  /** @param signedIn the credential that the settings name */
  constructor(
    private readonly pasted: PastedAccessTokenProvider,
    private readonly signedIn: AccessTokenProvider,
  ) {
    const notify = () => {
      this.changes.fire(undefined);
    };
    pasted.onDidChangeAccounts(notify);
    signedIn.onDidChangeAccounts(notify);
  }

  async getAccessToken(request: AccessTokenRequest): Promise<AccessToken> {
    if (request.target.cloud === 'sandbox') {
      return sandboxCredential;
    }
    return this.pasted.current()
      ? this.pasted.getAccessToken(request)
      : this.signedIn.getAccessToken(request);
  }
}
