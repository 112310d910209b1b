import type { OwnCredential } from './accounts/lazyCredential';
import { MsalAccessTokenProvider, type MsalParts } from './accounts/msal/msalAccessTokenProvider';
import { isFarFromBrowser, MsalSignInDialogs } from './accounts/ui/msalSignInDialogs';
import type { Settings } from './window/settings';

/** What the sign-in with msal-node gets from the window's own parts. */
export interface MsalWindowParts extends Pick<MsalParts, 'clock' | 'http' | 'secrets' | 'state'> {
  readonly extension: Parameters<typeof isFarFromBrowser>[0];
  readonly log: MsalParts['logger'];
  readonly settings: Settings;
}

/** Joins msal-node with VS Code; loaded when a token is first wanted of it. */
export function createMsalCredential(parts: MsalWindowParts): OwnCredential {
  const { clock, extension, http, log, secrets, settings, state } = parts;
  return new MsalAccessTokenProvider({
    ...{ clock, http, secrets, logger: log, state },
    app: () => ({ clientId: settings.clientId(), tenant: settings.tenant() }),
    cloud: () => settings.cloud(),
    dialogs: new MsalSignInDialogs(isFarFromBrowser(extension)),
  });
}
