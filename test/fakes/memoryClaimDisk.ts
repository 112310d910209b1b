import type { ClaimDisk, ClaimFile } from '../../src/sessions/store/claimFiles';

/** The folder of the claims, in memory. */
export class MemoryClaimDisk implements ClaimDisk {
  readonly files = new Map<string, ClaimFile>();

  names(): Promise<readonly string[]> {
    return Promise.resolve([...this.files.keys()]);
  }

  read(name: string): Promise<ClaimFile | undefined> {
    return Promise.resolve(this.files.get(name));
  }

  create(name: string, text: string): Promise<boolean> {
    const isNew = !this.files.has(name);
    if (isNew) {
      this.files.set(name, { text, changedAt: 0 });
    }
    return Promise.resolve(isNew);
  }

  touch(name: string): Promise<void> {
    const file = this.files.get(name);
    if (file) {
      this.files.set(name, { text: file.text, changedAt: file.changedAt + 1 });
    }
    return Promise.resolve();
  }

  remove(name: string): Promise<void> {
    this.files.delete(name);
    return Promise.resolve();
  }
}
