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
import type { PastedTokenHolder } from './useAccessToken';
import type { ErrorActions } from '../../window/errorPresenter';
import type { Settings } from '../../window/settings';
import type { SignedOutFlag } from '../signedOutFlag';

/**
 * Signing in as the user goes through it. What was in use until then, a pasted token, another way to sign
 * in or none at all, is given up when they have signed in, and not before: they may cancel.
 */
export class SignInFlow {
  constructor(
    private readonly deps: {
      readonly tokens: Credential;
      readonly pastedToken: PastedTokenHolder;
      readonly signedOut: SignedOutFlag;
      readonly graphTarget: () => GraphTarget;
      readonly settings: Pick<Settings, 'useSignInMethod'>;
      readonly signInMethod: () => SignInMethod;
      readonly telemetry: Telemetry;
      /** Told each time when the user has said who they are. */
      readonly onSignedIn: () => void;
    },
  ) {}

  /**
   * The user says which account to use.
   * @param method the way that is used from then on, if not the one that the settings name
   * @throws WorkbookSessionError with a sign-in code
   */
  async signIn(method = this.deps.signInMethod()): Promise<void> {
    await this.signInTo(this.deps.graphTarget(), method);
  }

  /** As the account that owns a session, in its cloud; as whom the user says where that is unknown. @throws WorkbookSessionError with a sign-in code */
  async signInFor({ target, account }: Principal): Promise<void> {
    await this.signInTo(target, this.deps.signInMethod(), account);
  }

  /**
   * The button of a message that says that the owner has to sign in: it does that, then goes on.
   * There is one when all owners are the same.
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
    wanted?: Account,
  ): Promise<void> {
    const { tokens, telemetry } = this.deps;
    const request = {
      ...{ target, interactive: true, signIn: method },
      ...defined({ account: wanted }),
    };
    const { account } = await countedSignIn(telemetry, method, target, () =>
      tokens.getAccessToken(request),
    );
    await this.use(method);
    this.deps.onSignedIn();
    void vscode.window.showInformationMessage(
      account
        ? l10n.t('Workbook Sessions uses the account {0}.', plainText(account.label))
        : l10n.t('Workbook Sessions uses an access token whose account cannot be read.'),
    );
  }

  /** From now on the account that signed in is in use. */
  private async use(method: SignInMethod): Promise<void> {
    const { pastedToken, settings, signedOut, signInMethod } = this.deps;
    if (method !== signInMethod()) {
      await settings.useSignInMethod(method);
    }
    await signedOut.set(false);
    pastedToken.forget();
  }
}
