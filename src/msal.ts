import * as vscode from 'vscode';
import type { OwnCredential } from './auth/lazyCredential';
import { MsalAccessTokenProvider, type MsalParts } from './auth/msal/msalAccessTokenProvider';
import { MsalSignInDialogs } from './vscode/msalSignInDialogs';
import type { Settings } from './vscode/settings';

/** What the sign-in with msal-node gets from the window's own parts. */
export interface MsalWindowParts extends Pick<MsalParts, 'clock' | 'http'> {
  readonly extension: vscode.Extension<unknown>;
  readonly log: MsalParts['logger'];
  readonly memento: vscode.Memento;
  readonly secrets: vscode.SecretStorage;
  readonly settings: Settings;
}

/** Joins msal-node with VS Code; loaded when a token is first wanted of it. */
export function createMsalCredential(parts: MsalWindowParts): OwnCredential {
  const { clock, extension, http, log, memento, secrets, settings } = parts;
  const { remoteName, uiKind } = vscode.env;
  const isRemote =
    remoteName !== undefined && extension.extensionKind === vscode.ExtensionKind.Workspace;
  return new MsalAccessTokenProvider({
    ...{ clock, http, secrets, logger: log, chosen: memento },
    app: () => ({ clientId: settings.clientId(), tenant: settings.tenant() }),
    cloud: () => settings.cloud(),
    dialogs: new MsalSignInDialogs(uiKind === vscode.UIKind.Web || isRemote),
  });
}
