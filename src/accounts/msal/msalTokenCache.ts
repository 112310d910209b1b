import { createHash } from 'node:crypto';
import type { ICachePlugin, TokenCacheContext } from '@azure/msal-node';
import { Deferred } from '../../base/deferred';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/event';
import { isJsonObject, parseJson, type JsonObject } from '../../base/json';
import { Mutex } from '../../base/mutex';
import type { Logger } from '../../model/ports';

/** The editor's store of secrets; the same shape as VS Code's. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  /** Tells of changes by any window, this one among them. */
  readonly onDidChange: Event<{ readonly key: string }>;
}

/** The text that the store holds, or is to hold; undefined: none. */
interface Content {
  readonly text: string | undefined;
}

const emptyCache = '{}';
const nothing: Content = { text: undefined };

/**
 * msal's cache of accounts and tokens as one secret that all windows share. What cannot be read, or is
 * not msal's, is an empty cache: the user signs in again. What cannot be written lives in memory until
 * the store takes it, or another window has written something else there.
 */
export class MsalTokenCache implements ICachePlugin, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly changes = this.disposables.add(new Emitter<undefined>());
  private readonly mutex = new Mutex();
  private readonly accesses = new Map<TokenCacheContext, Deferred<undefined>>();
  /** What the store has not taken yet. */
  private unwritten: Content | undefined;
  /** What the store held when it was last read or written, as a digest. */
  private lastKept = digestOf(nothing);
  private isUnreadable = false;
  private readonly logged = new Set<string>();
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

  /** True while something may be in the store that was removed here, or that nobody can see. */
  get mayHoldMore(): boolean {
    return this.unwritten !== undefined || this.isUnreadable;
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
    const text = (await this.content()).text ?? emptyCache;
    const usable = isMsalCache(parseJson(text)) ? text : emptyCache;
    this.look(usable);
    return usable;
  }

  /** What the store holds; before that what it has not taken yet, unless another window changed it. */
  private async content(): Promise<Content> {
    const { unwritten } = this;
    const kept = await this.kept();
    if (!kept) {
      return unwritten ?? nothing;
    }
    if (unwritten && digestOf(kept) === this.lastKept) {
      await this.store(unwritten);
      return unwritten;
    }
    this.unwritten = undefined;
    this.lastKept = digestOf(kept);
    return kept;
  }

  private async write(text: string | undefined): Promise<void> {
    await this.store({ text });
    this.look(text ?? emptyCache);
  }

  /** Undefined when the store cannot be read. */
  private async kept(): Promise<Content | undefined> {
    try {
      const text = await this.secrets.get(this.key);
      this.isUnreadable = false;
      return { text };
    } catch {
      this.isUnreadable = true;
      this.logOnce('The editor cannot read its secrets: somebody may have to sign in again.');
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
      this.lastKept = digestOf(content);
    } catch {
      this.logOnce(
        'The editor cannot keep secrets: the sign-in lasts as long as this window does.',
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

  private look(text: string): void {
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
