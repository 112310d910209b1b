import { Emitter } from '../../../src/base/event';
import type { SecretStore } from '../../../src/accounts/msal/msalTokenCache';

/** A store of secrets that several windows share; it tells of every write, as VS Code's does. */
export class MemorySecrets implements SecretStore {
  private readonly changes = new Emitter<{ readonly key: string }>();
  readonly values = new Map<string, string>();
  /** What fails, as it does while the keyring is locked or where there is none. */
  readonly failing = new Set<'get' | 'store' | 'delete'>();
  /** Called when it is read. */
  onRead: () => void = () => undefined;
  /** How often it was written to. */
  writes = 0;

  readonly onDidChange = this.changes.event;

  async get(key: string): Promise<string | undefined> {
    this.onRead();
    await this.work('get');
    return this.values.get(key);
  }

  async store(key: string, value: string): Promise<void> {
    await this.work('store');
    this.writes += 1;
    this.values.set(key, value);
    this.changes.fire({ key });
  }

  async delete(key: string): Promise<void> {
    await this.work('delete');
    this.writes += 1;
    this.values.delete(key);
    this.changes.fire({ key });
  }

  private async work(what: 'get' | 'store' | 'delete'): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.failing.has(what)) {
      throw new Error('The keyring is locked; it held secret-of-ada.');
    }
  }
}
