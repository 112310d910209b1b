import type { ICachePlugin, TokenCacheContext } from '@azure/msal-node';
import { Deferred } from '../../base/deferred';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/event';
import { isJsonObject, parseJson, type JsonObject } from '../../base/json';
import { Mutex } from '../../base/mutex';
import type { Logger } from '../../core/ports';

/** The editor's store of secrets; the same shape as VS Code's. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  /** Tells of changes by any window, this one among them. */
  readonly onDidChange: Event<{ readonly key: string }>;
}

const emptyCache = '{}';

/**
 * msal's cache of accounts and tokens as one secret that all windows share. What cannot be read, or is
 * not msal's, is an empty cache: the user signs in again. Without a store that works it lives in memory.
 */
export class MsalTokenCache implements ICachePlugin, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly changes = this.disposables.add(new Emitter<undefined>());
  private readonly mutex = new Mutex();
  private readonly accesses = new Map<TokenCacheContext, Deferred<undefined>>();
  /** The cache itself once the store has failed. */
  private memory: string | undefined;
  /** Whose accounts were in it when it was last looked at. */
  private knownAccounts: string | undefined;

  /** Fires when other accounts are in it than before, whichever window that comes from. */
  readonly onDidChangeAccounts = this.changes.event;

  constructor(
    private readonly secrets: SecretStore,
    private readonly key: string,
    private readonly logger: Logger,
  ) {
    this.disposables.add(
      secrets.onDidChange(({ key: changed }) => {
        if (changed === key) {
          void this.mutex.run(() => this.read());
        }
      }),
    );
  }

  /** One access at a time, up to its `afterCacheAccess`: each reads, changes and writes the whole. */
  async beforeCacheAccess(access: TokenCacheContext): Promise<void> {
    const begun = new Deferred<undefined>();
    const over = new Deferred<undefined>();
    void this.mutex.run(() => {
      begun.resolve(undefined);
      return over.promise;
    });
    await begun.promise;
    this.accesses.set(access, over);
    const text = await this.read();
    try {
      access.tokenCache.deserialize(text);
    } catch {
      access.tokenCache.deserialize(emptyCache);
    }
  }

  async afterCacheAccess(access: TokenCacheContext): Promise<void> {
    try {
      if (access.cacheHasChanged) {
        await this.write(access.tokenCache.serialize());
      }
    } finally {
      this.accesses.get(access)?.resolve(undefined);
      this.accesses.delete(access);
    }
  }

  /** Removes the whole cache. */
  clear(): Promise<void> {
    return this.mutex.run(() => this.write(undefined));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async read(): Promise<string> {
    const text =
      this.memory ?? (await this.tryStore(async () => this.secrets.get(this.key))) ?? emptyCache;
    const usable = isMsalCache(parseJson(text)) ? text : emptyCache;
    this.look(usable);
    return usable;
  }

  private async write(text: string | undefined): Promise<void> {
    if (this.memory === undefined) {
      await this.tryStore(async () =>
        text === undefined ? this.secrets.delete(this.key) : this.secrets.store(this.key, text),
      );
    }
    if (this.memory !== undefined) {
      this.memory = text ?? emptyCache;
    }
    this.look(text ?? emptyCache);
  }

  /** From the first failure on the cache lives in this window's memory: half a store would mislead. */
  private async tryStore<T>(use: () => Promise<T>): Promise<T | undefined> {
    try {
      return await use();
    } catch {
      this.logger.warn(
        'The editor cannot keep secrets: the sign-in lasts as long as this window does.',
      );
      this.memory = emptyCache;
      return undefined;
    }
  }

  private look(text: string): void {
    const accounts = accountsIn(text);
    const isChanged = this.knownAccounts !== undefined && accounts !== this.knownAccounts;
    this.knownAccounts = accounts;
    if (isChanged) {
      this.changes.fire(undefined);
    }
  }
}

/** msal reads sections of entries; it would fail at others only in the midst of a sign-in. */
function isMsalCache(value: unknown): value is Readonly<Record<string, JsonObject>> {
  return (
    isJsonObject(value) &&
    Object.values(value).every(
      (section) => isJsonObject(section) && Object.values(section).every(isJsonObject),
    )
  );
}

function accountsIn(text: string): string {
  const cache = parseJson(text);
  const accounts = isMsalCache(cache) ? Object.values(cache['Account'] ?? {}) : [];
  const ids = accounts.map((account) => isJsonObject(account) && account['home_account_id']);
  return JSON.stringify([...new Set(ids)].sort());
}
