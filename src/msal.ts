import type { CredentialWithSignOut } from './accounts/lazyCredential';
import { MsalCredential, type MsalDeps } from './accounts/msal/msalCredential';
import { isFarFromBrowser, MsalSignInDialogs } from './accounts/ui/msalSignInDialogs';
import type { Settings } from './window/settings';

/** What the window passes on to msal-node. */
export interface MsalWindowDeps extends Pick<MsalDeps, 'clock' | 'http' | 'secrets' | 'state'> {
  readonly extension: Parameters<typeof isFarFromBrowser>[0];
  readonly log: MsalDeps['logger'];
  readonly settings: Settings;
}

/** Joins msal-node with VS Code. Loaded with the first request for one of its tokens. */
export function createMsalCredential(deps: MsalWindowDeps): CredentialWithSignOut {
  const { clock, extension, http, log, secrets, settings, state } = deps;
  return new MsalCredential({
    ...{ clock, http, secrets, logger: log, state },
    app: () => ({ clientId: settings.clientId(), tenant: settings.tenant() }),
    cloud: () => settings.cloud(),
    dialogs: new MsalSignInDialogs(isFarFromBrowser(extension)),
  });
}
