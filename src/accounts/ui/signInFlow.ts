import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { defined } from '../../base/defined';
import type { Credential } from '../../model/ports';
import type { Telemetry } from '../../telemetry/telemetryEvents';
import { countedSignIn } from '../../telemetry/telemetryFacts';
import type { SignInMethod } from '../../model/signInMethod';
import {
  accountKey,
  type Account,
  type GraphTarget,
  type Principal,
} from '../../model/workbookSession';
import { plainText } from '../../messages/plainText';
import type { PastedCredential } from '../pastedCredential';
import type { ErrorActions } from '../../window/errorPresenter';
import type { Settings } from '../../window/settings';
import type { SignedOutFlag } from '../signedOutFlag';

/**
 * Signs the user in. The credential that was in use stays in use until they have signed in, because they may
 * cancel.
 */
export class SignInFlow {
  constructor(
    private readonly deps: {
      readonly tokens: Credential;
      readonly pastedToken: PastedCredential;
      readonly signedOut: SignedOutFlag;
      readonly graphTarget: () => GraphTarget;
      readonly settings: Pick<Settings, 'useSignInMethod'>;
      readonly signInMethod: () => SignInMethod;
      readonly telemetry: Telemetry;
      /** Called after each sign-in. */
      readonly onSignedIn: () => void;
    },
  ) {}

  /**
   * Lets the user choose the account.
   * @param method becomes the setting when it is another one
   * @throws WorkbookSessionError with a sign-in code
   */
  async signIn(method = this.deps.signInMethod()): Promise<void> {
    await this.signInTo(this.deps.graphTarget(), method);
  }

  /**
   * Signs in to a session's cloud, as its owner. The user chooses the account when the owner is unknown.
   * @throws WorkbookSessionError with a sign-in code
   */
  async signInFor({ target, account }: Principal): Promise<void> {
    await this.signInTo(target, this.deps.signInMethod(), account);
  }

  /**
   * The button of a message that asks the owner of sessions to sign in. It signs in, then calls `goOn`.
   * There is no such button when the sessions have several owners.
   */
  actionsFor(owners: readonly Principal[], goOn: () => PromiseLike<unknown>): ErrorActions {
    const [first, ...others] = new Map(owners.map((owner) => [accountKey(owner), owner])).values();
    if (!first || others.length > 0) {
      return {};
    }
    const signIn = async () => {
      await this.signInFor(first);
      await goOn();
    };
    return first.account ? { signInAs: signIn } : { signInAsAnother: signIn };
  }

  private async signInTo(
    target: GraphTarget,
    method: SignInMethod,
    account?: Account,
  ): Promise<void> {
    const { tokens, telemetry } = this.deps;
    const request = {
      ...{ target, interactive: true, signIn: method },
      ...defined({ account }),
    };
    const token = await countedSignIn(telemetry, method, target, () =>
      tokens.getAccessToken(request),
    );
    await this.use(method);
    this.deps.onSignedIn();
    void vscode.window.showInformationMessage(
      token.account
        ? l10n.t('Workbook Sessions uses the account {0}.', plainText(token.account.label))
        : l10n.t('Workbook Sessions uses an access token whose account can’t be read.'),
    );
  }

  /** Makes the account that signed in the one in use. */
  private async use(method: SignInMethod): Promise<void> {
    const { pastedToken, settings, signedOut, signInMethod } = this.deps;
    if (method !== signInMethod()) {
      await settings.useSignInMethod(method);
    }
    await signedOut.set(false);
    pastedToken.forget();
  }
}
