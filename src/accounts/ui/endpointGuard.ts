import * as l10n from '@vscode/l10n';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { loopbackOrigin } from '../../base/loopbackOrigin';
import { requireGoingOn } from '../../requests/command';
import { WorkbookSessionError } from '../../model/errors';
import type { AccessToken, Credential, AccessTokenRequest } from '../../model/ports';
import type { Confirmation } from '../../messages/confirmation';
import { askModally } from '../../window/modalQuestion';
import type { Settings } from '../../window/settings';

/**
 * Guards the real credentials. While `graph.endpoint` is a local address, it gives out no real token in this
 * window until the user allows that.
 */
export class EndpointGuard implements Credential, Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<undefined>());
  private readonly allowed = new Set<string>();

  readonly onDidChangeAccounts = this.changes.event;

  /** A changed setting fires the event too, so that tokens given out earlier are dropped. */
  constructor(
    private readonly credential: Credential,
    private readonly settings: Pick<Settings, 'graphEndpoint' | 'onDidChange'>,
  ) {
    const notify = () => {
      this.changes.fire(undefined);
    };
    this.store.add(credential.onDidChangeAccounts(notify));
    this.store.add(settings.onDidChange(notify));
  }

  async getAccessToken(request: AccessTokenRequest): Promise<AccessToken> {
    if (request.target.cloud === 'sandbox') {
      return this.credential.getAccessToken(request);
    }
    for (;;) {
      requireGoingOn(request.signal);
      const endpoint = this.settings.graphEndpoint();
      await this.requireAllowed(endpoint, request.interactive);
      const token = await this.credential.getAccessToken(request);
      // The setting may have changed during the sign-in.
      if (this.settings.graphEndpoint() === endpoint) {
        return token;
      }
    }
  }

  dispose(): void {
    this.store.dispose();
  }

  private async requireAllowed(endpoint: string, interactive: boolean): Promise<void> {
    if (endpoint === '') {
      return;
    }
    if (loopbackOrigin(endpoint) === undefined) {
      throw new WorkbookSessionError('endpointNotLoopback');
    }
    if (!this.allowed.has(endpoint)) {
      await this.ask(endpoint, interactive);
    }
  }

  private async ask(endpoint: string, interactive: boolean): Promise<void> {
    const isAllowed = interactive && (await askModally(endpointQuestion(endpoint)));
    if (!isAllowed) {
      throw new WorkbookSessionError('endpointNotConfirmed');
    }
    this.allowed.add(endpoint);
  }
}

function endpointQuestion(endpoint: string): Confirmation {
  return {
    question: l10n.t('Send your access token to {0}?', endpoint),
    detail: l10n.t(
      'The setting workbookSessions.graph.endpoint sends every request, with your access token, to this address instead of Microsoft Graph. Allow it only if you started a proxy or a stand-in there yourself.',
    ),
    button: l10n.t('Send It There'),
    refusal: l10n.t('Don’t Send'),
  };
}
