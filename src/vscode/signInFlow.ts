import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { TokenOwner } from '../core/commandTokens';
import type { AccessTokenProvider } from '../core/ports';
import type { Telemetry } from '../presentation/telemetry/telemetryEvents';
import { countedSignIn } from '../presentation/telemetry/telemetryFacts';
import type { SignInMethod } from '../core/signInMethod';
import { accountKey, type Account, type GraphTarget } from '../core/workbookSession';
import { plainText } from '../presentation/plainText';
import type { PastedTokenHolder } from './commands/useAccessToken';
import type { ErrorActions } from './errorPresenter';
import type { SignedOutFlag } from './signedOutFlag';

/** Signing in as the user goes through it; a pasted token is used no longer. */
export class SignInFlow {
  constructor(
    private readonly deps: {
      readonly tokens: AccessTokenProvider;
      readonly pastedToken: PastedTokenHolder;
      readonly signedOut: SignedOutFlag;
      readonly graphTarget: () => GraphTarget;
      readonly signInMethod: () => SignInMethod;
      readonly telemetry: Telemetry;
    },
  ) {}

  /** The user says which account to use. @throws WorkbookSessionError with a sign-in code */
  async signIn(): Promise<void> {
    await this.signInTo(this.deps.graphTarget());
  }

  /** As the account that owns a session, in its cloud; as whom the user says where that is unknown. @throws WorkbookSessionError with a sign-in code */
  async signInFor({ target, account }: TokenOwner): Promise<void> {
    await this.signInTo(target, account);
  }

  /**
   * The button of a message that says that the owner has to sign in: it does that, then goes on.
   * There is one when all owners are the same.
   */
  actionsFor(owners: readonly TokenOwner[], goOn: () => PromiseLike<unknown>): ErrorActions {
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

  private async signInTo(target: GraphTarget, wanted?: Account): Promise<void> {
    const { tokens, pastedToken, signedOut, signInMethod, telemetry } = this.deps;
    pastedToken.forget();
    await signedOut.set(false);
    const request = { target, ...(wanted && { account: wanted }), interactive: true, signIn: true };
    const { account } = await countedSignIn(telemetry, signInMethod(), target, () =>
      tokens.getAccessToken(request),
    );
    void vscode.window.showInformationMessage(
      account
        ? l10n.t('Workbook Sessions uses the account {0}.', plainText(account.label))
        : l10n.t('Workbook Sessions uses an access token whose account cannot be read.'),
    );
  }
}
