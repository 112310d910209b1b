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
  /** The user's app registration. Without a client id, nobody can sign in. */
  readonly app: () => { readonly clientId?: string | undefined; readonly tenant: string };
  readonly cloud: () => GraphCloud;
  /** Keeps which account was chosen last in each registration. It holds no secret. */
  readonly state: SharedState;
  readonly http: HttpClient;
  readonly logger: Logger;
  readonly secrets: SecretStore;
}

/** An app registration in one cloud, with its msal client. */
export interface Registration {
  /** The name of its secret, and of the shared value with the account chosen last. */
  readonly key: string;
  readonly client: MsalClient;
  readonly app: UsedApp;
}

/** The app registrations in which the user signs in or has signed in. Each client is built on first use. */
export class MsalRegistrations implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<undefined>());
  private readonly caches = new Map<string, MsalTokenCache>();
  private readonly clients = new Map<string, MsalClient>();

  /** Fires when the accounts of a registration change, in this window or another. */
  readonly onDidChangeAccounts = this.changes.event;

  constructor(private readonly deps: RegistrationDeps) {}

  /** The registration for a target. @throws WorkbookSessionError `clientIdMissing` */
  of(target: GraphTarget): Registration {
    const { clientId, tenant } = this.deps.app();
    if (!clientId) {
      throw new WorkbookSessionError('clientIdMissing');
    }
    return this.registration({ cloud: cloudOfSignIn(target), clientId, tenant });
  }

  /** The registration of the settings, and those in which the user signed in under other settings. */
  all(): readonly Registration[] {
    const { clientId, tenant } = this.deps.app();
    const named = clientId ? [{ cloud: this.deps.cloud(), clientId, tenant }] : [];
    return [...named, ...this.usedApps()].map((app) => this.registration(app));
  }

  /** Remembers a registration, so that Sign Out finds it even after the settings have changed. */
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
