import { createHash } from 'node:crypto';
import type { ICachePlugin, TokenCacheContext } from '@azure/msal-node';
import { Deferred } from '../../base/deferred';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/event';
import { isJsonObject, parseJson, type JsonObject } from '../../base/json';
import { Mutex } from '../../base/mutex';
import type { Logger } from '../../model/ports';

/** VS Code's secret storage. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  /** Fires for changes by any window, this one included. */
  readonly onDidChange: Event<{ readonly key: string }>;
}

/** The text in the storage; undefined when there is none. */
interface Content {
  readonly text: string | undefined;
}

const emptyCache = '{}';
const nothing: Content = { text: undefined };

/**
 * msal's cache of accounts and tokens, as one secret that all windows share. A secret that can't be read, or
 * isn't a cache, counts as an empty cache: the user signs in again. A cache that can't be written stays in
 * memory until the storage accepts it or another window changes the secret.
 */
export class MsalTokenCache implements ICachePlugin, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly changes = this.disposables.add(new Emitter<undefined>());
  private readonly mutex = new Mutex();
  private readonly accesses = new Map<TokenCacheContext, Deferred<undefined>>();
  /** The content that the storage hasn't accepted yet. */
  private unwritten: Content | undefined;
  /** A digest of the secret when it was last read or written. */
  private lastStored = digestOf(nothing);
  private isUnreadable = false;
  private readonly logged = new Set<string>();
  /** The accounts in the cache when it was last read or written. */
  private knownAccounts: string | undefined;

  /** Fires when the accounts in the cache change, in this window or another. */
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

  /** True while the storage may hold something that was removed here, or that can't be read. */
  get mayHoldMore(): boolean {
    return this.unwritten !== undefined || this.isUnreadable;
  }

  /** One access at a time, until its `afterCacheAccess`, because each reads, changes, and writes the whole cache. */
  async beforeCacheAccess(access: TokenCacheContext): Promise<void> {
    const started = new Deferred<undefined>();
    const over = new Deferred<undefined>();
    void this.mutex.run(() => {
      started.resolve(undefined);
      return over.promise;
    });
    await started.promise;
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
    const text = (await this.content()).text ?? emptyCache;
    const usable = isMsalCache(parseJson(text)) ? text : emptyCache;
    this.fireIfChanged(usable);
    return usable;
  }

  /** The content that counts: what isn't written yet, unless another window has changed the secret since. */
  private async content(): Promise<Content> {
    const { unwritten } = this;
    const stored = await this.stored();
    if (!stored) {
      return unwritten ?? nothing;
    }
    if (unwritten && digestOf(stored) === this.lastStored) {
      await this.store(unwritten);
      return unwritten;
    }
    this.unwritten = undefined;
    this.lastStored = digestOf(stored);
    return stored;
  }

  private async write(text: string | undefined): Promise<void> {
    await this.store({ text });
    this.fireIfChanged(text ?? emptyCache);
  }

  /** Undefined when the storage can't be read. */
  private async stored(): Promise<Content | undefined> {
    try {
      const text = await this.secrets.get(this.key);
      this.isUnreadable = false;
      return { text };
    } catch {
      this.isUnreadable = true;
      this.logOnce('VS Code could not read its secret storage. You may have to sign in again.');
      return undefined;
    }
  }

  private async store(content: Content): Promise<void> {
    const { text } = content;
    try {
      await (text === undefined
        ? this.secrets.delete(this.key)
        : this.secrets.store(this.key, text));
      this.unwritten = undefined;
      this.lastStored = digestOf(content);
    } catch {
      this.logOnce(
        'VS Code could not write to its secret storage. The sign-in ends with this window.',
      );
      this.unwritten = content;
    }
  }

  private logOnce(line: string): void {
    if (!this.logged.has(line)) {
      this.logged.add(line);
      this.logger.warn(line);
    }
  }

  private fireIfChanged(text: string): void {
    const accounts = accountsIn(text);
    const isChanged = this.knownAccounts !== undefined && accounts !== this.knownAccounts;
    this.knownAccounts = accounts;
    if (isChanged) {
      this.changes.fire(undefined);
    }
  }
}

function digestOf({ text = '' }: Content): string {
  return createHash('sha256').update(text).digest('base64');
}

/** msal expects sections of entries. With anything else it would fail in the middle of a sign-in. */
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
