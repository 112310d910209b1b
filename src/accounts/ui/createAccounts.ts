import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { HttpClient } from '../../base/http';
import { anotherWayArgument, type CommandId } from '../../contributions';
import type { Credential, SharedState } from '../../model/ports';
import type { ErrorActions } from '../../window/errorPresenter';
import type { Settings } from '../../window/settings';
import type { WindowContext } from '../../window/windowContext';
import { adminConsentLink } from '../appRegistration';
import { CredentialSelector } from '../credentialSelector';
import { LazyCredential } from '../lazyCredential';
import { PastedCredential } from '../pastedCredential';
import { SignedOutFlag } from '../signedOutFlag';
import { EndpointGuard } from './endpointGuard';
import { MicrosoftCredential } from './microsoftCredential';

/** The ways to get a token, and the one that is in use. */
export interface Accounts {
  /** The credential in use. Nothing else hands out tokens to requests. */
  readonly credential: Credential;
  readonly msal: LazyCredential;
  readonly pastedToken: PastedCredential;
  readonly signedOut: SignedOutFlag;
}

/** Creates the credentials and the guard before them. */
export function createAccounts(
  { extension, secrets }: vscode.ExtensionContext,
  { clock, log, settings, store }: WindowContext,
  { http, state }: { readonly http: HttpClient; readonly state: SharedState },
): Accounts {
  const signedOut = new SignedOutFlag(state);
  store.add(
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) {
        signedOut.get();
      }
    }),
  );
  const pastedToken = store.add(new PastedCredential(clock, () => settings.cloud()));
  const vscodeProvider = store.add(new MicrosoftCredential(settings, signedOut, log));
  const msal = store.add(
    new LazyCredential(async () => {
      // Loaded when its first token is needed.
      const { MsalCredential } = await import('../msal/msalCredential');
      const { isFarFromBrowser, MsalSignInDialogs } = await import('./msalSignInDialogs');
      return new MsalCredential({
        ...{ clock, http, logger: log, secrets, state },
        app: () => ({ clientId: settings.clientId(), tenant: settings.tenant() }),
        cloud: () => settings.cloud(),
        dialogs: new MsalSignInDialogs(isFarFromBrowser(extension)),
      });
    }),
  );
  const selector = new CredentialSelector(pastedToken, { vscode: vscodeProvider, msal }, () =>
    settings.signInMethod(),
  );
  const credential = store.add(new EndpointGuard(selector, settings));
  return { credential, msal, pastedToken, signedOut };
}

const signInCommand: CommandId = 'workbookSessions.signIn';

/** What buttons of messages do about the sign-in. The link for an administrator needs a client ID. */
export function signInActions(settings: Settings): ErrorActions {
  const clientId = settings.clientId();
  const tenant = settings.tenant();
  const signInAnotherWay = () => vscode.commands.executeCommand(signInCommand, anotherWayArgument);
  return clientId === undefined
    ? { signInAnotherWay }
    : {
        signInAnotherWay,
        copyAdminConsentLink: () =>
          copyLink(adminConsentLink({ clientId, tenant }, settings.cloud())),
      };
}

async function copyLink(link: string): Promise<void> {
  await vscode.env.clipboard.writeText(link);
  void vscode.window.showInformationMessage(
    l10n.t('The link is on the clipboard. Send it to an administrator.'),
  );
}
