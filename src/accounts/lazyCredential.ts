import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { Lazy } from '../base/lazy';
import type { AccessToken, Credential, AccessTokenRequest } from '../model/ports';
import type { Account } from '../model/workbookSession';

/** A credential that has accounts of its own, so that one can sign out of them here. */
export interface OwnCredential extends Credential, Disposable {
  /**
   * Removes an account that the user chooses, or all. Who was signed out; undefined: they chose nobody.
   * @throws WorkbookSessionError `signInNotRemoved` when that is so in this window only
   */
  signOut(): Promise<readonly Account[] | undefined>;
}

/** Stands for a credential whose code is loaded when it is first asked for something. */
export class LazyCredential implements OwnCredential {
  private readonly changes = new Emitter<undefined>();
  private readonly loaded: Lazy<OwnCredential>;
  private isDisposed = false;
  private credential: OwnCredential | undefined;

  readonly onDidChangeAccounts = this.changes.event;

  constructor(load: () => Promise<OwnCredential>) {
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

  private hold(credential: OwnCredential): void {
    this.credential = credential;
    credential.onDidChangeAccounts(() => {
      this.changes.fire(undefined);
    });
    if (this.isDisposed) {
      credential.dispose();
    }
  }
}
