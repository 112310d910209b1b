import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { HttpClient } from '../../base/http';
import { cloudOfSignIn, loginHosts } from '../../model/clouds';
import { WorkbookSessionError } from '../../model/errors';
import type { Logger, SharedState } from '../../model/ports';
import type { GraphCloud, GraphTarget } from '../../model/workbookSession';
import { MsalClient } from './msalClient';
import { MsalTokenCache, type SecretStore } from './msalTokenCache';
import { readUsedApp, usedAppName, usedAppNames, type UsedApp } from './usedApps';

export interface RegistrationDeps {
  /** The user's app registration; without a client id nobody can sign in. */
  readonly app: () => { readonly clientId?: string | undefined; readonly tenant: string };
  readonly cloud: () => GraphCloud;
  /** Keeps which account was chosen last in each of them; no secret is in it. */
  readonly state: SharedState;
  readonly http: HttpClient;
  readonly logger: Logger;
  readonly secrets: SecretStore;
}

/** msal for one app registration in one cloud. */
export interface Registration {
  /** The name of its secret, and of the account chosen in it. */
  readonly key: string;
  readonly client: MsalClient;
  readonly app: UsedApp;
}

/** The app registrations in which somebody signs in or has signed in, each made when it is first wanted. */
export class MsalRegistrations implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<undefined>());
  private readonly caches = new Map<string, MsalTokenCache>();
  private readonly clients = new Map<string, MsalClient>();

  /** Fires when the accounts of one of them change, whichever window that comes from. */
  readonly onDidChangeAccounts = this.changes.event;

  constructor(private readonly deps: RegistrationDeps) {}

  /** The one for a target. @throws WorkbookSessionError `clientIdMissing` */
  of(target: GraphTarget): Registration {
    const { clientId, tenant } = this.deps.app();
    if (!clientId) {
      throw new WorkbookSessionError('clientIdMissing');
    }
    return this.registration({ cloud: cloudOfSignIn(target), clientId, tenant });
  }

  /** The one that the settings name, and those in which somebody has signed in under other settings. */
  all(): readonly Registration[] {
    const { clientId, tenant } = this.deps.app();
    const named = clientId ? [{ cloud: this.deps.cloud(), clientId, tenant }] : [];
    return [...named, ...this.usedApps()].map((app) => this.registration(app));
  }

  /** So that signing out finds what is kept of it, whatever the settings say by then. */
  async noteUsed(registration: Registration): Promise<void> {
    const app = readUsedApp(registration.app);
    await (app && this.deps.state.update(usedAppName(app), () => app));
  }

  dispose(): void {
    this.store.dispose();
  }

  private usedApps(): readonly UsedApp[] {
    const { state } = this.deps;
    return state.names(usedAppNames).flatMap((name) => readUsedApp(state.get(name)) ?? []);
  }

  private registration(app: UsedApp): Registration {
    const { cloud, clientId, tenant } = app;
    const key = `msal.${cloud}.${clientId.toLowerCase()}`;
    const name = `${key}.${tenant}`;
    const cloudApp = { clientId, tenant, loginHost: loginHosts[cloud] };
    const client = this.clients.get(name) ?? new MsalClient(cloudApp, this.cache(key), this.deps);
    this.clients.set(name, client);
    return { key, client, app };
  }

  private cache(key: string): MsalTokenCache {
    const held = this.caches.get(key);
    if (held) {
      return held;
    }
    const cache = this.store.add(new MsalTokenCache(this.deps.secrets, key, this.deps.logger));
    cache.onDidChangeAccounts(() => {
      this.changes.fire(undefined);
    });
    this.caches.set(key, cache);
    return cache;
  }
}
