import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { Lazy } from '../base/lazy';
import type { AccessToken, Credential, AccessTokenRequest } from '../model/ports';
import type { Account } from '../model/workbookSession';

/** A credential that keeps its accounts itself, so the user can sign out of them here. */
export interface CredentialWithSignOut extends Credential, Disposable {
  /**
   * Removes the account that the user chooses, or all accounts.
   * @returns the removed accounts; undefined when the user chose none
   * @throws WorkbookSessionError `signInNotRemoved` when the secret storage may still hold them
   */
  signOut(): Promise<readonly Account[] | undefined>;
}

/** Loads the code of a credential when it is first used. */
export class LazyCredential implements CredentialWithSignOut {
  private readonly changes = new Emitter<undefined>();
  private readonly loaded: Lazy<CredentialWithSignOut>;
  private isDisposed = false;
  private credential: CredentialWithSignOut | undefined;

  readonly onDidChangeAccounts = this.changes.event;

  constructor(load: () => Promise<CredentialWithSignOut>) {
    this.loaded = new Lazy(async () => {
      const credential = await load();
      this.hold(credential);
      return credential;
    });
  }

  async getAccessToken(request: AccessTokenRequest): Promise<AccessToken> {
    return (await this.loaded.get()).getAccessToken(request);
  }

  async signOut(): Promise<readonly Account[] | undefined> {
    return (await this.loaded.get()).signOut();
  }

  dispose(): void {
    this.isDisposed = true;
    this.credential?.dispose();
    this.changes.dispose();
  }

  private hold(credential: CredentialWithSignOut): void {
    this.credential = credential;
    credential.onDidChangeAccounts(() => {
      this.changes.fire(undefined);
    });
    if (this.isDisposed) {
      credential.dispose();
    }
  }
}
