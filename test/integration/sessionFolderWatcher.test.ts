import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { SessionFolderWatcher } from '../../src/sessions/ui/sessionFolderWatcher';
import { waitFor } from './support';

/** How long another window may take to show a change, in milliseconds. */
const followLimitMs = 2000;

describe('SessionFolderWatcher', () => {
  let parent: string;

  beforeEach(() => {
    parent = mkdtempSync(path.join(tmpdir(), 'workbook-sessions-watcher-'));
  });

  afterEach(() => {
    rmSync(parent, { recursive: true });
  });

  const watch = (folder: string) => {
    const watcher = new SessionFolderWatcher(folder, systemClock);
    const seen = { count: 0, keys: new Set<string>(), isAnything: false };
    watcher.onDidChange((keys) => {
      seen.count += 1;
      seen.isAnything ||= keys === undefined;
      keys?.forEach((key) => seen.keys.add(key));
    });
    return { watcher, seen };
  };

  /** Waits until the changes so far have all been told. */
  const quiet = async (seen: { count: number }) => {
    let last = { count: -1, at: Date.now() };
    await waitFor(() => {
      if (seen.count !== last.count) {
        last = { count: seen.count, at: Date.now() };
      }
      return Date.now() - last.at > 700;
    });
  };

  const expectTold = async (seen: { count: number }, change: () => void, what: string) => {
    const before = seen.count;
    change();
    await waitFor(() => seen.count > before, { timeoutMs: followLimitMs, what });
    await quiet(seen);
  };

  it('reports within two seconds that another program changed the records', async () => {
    const folder = path.join(parent, 'sessions');
    mkdirSync(folder);
    const { watcher, seen } = watch(folder);
    assert.ok(watcher.watch());
    const key = randomUUID();
    const file = path.join(folder, `${key}.json`);
    await expectTold(
      seen,
      () => {
        writeFileSync(file, '{}');
      },
      'a new file',
    );
    await expectTold(
      seen,
      () => {
        writeFileSync(file, '{"changed":1}');
      },
      'a changed file',
    );
    const temporary = path.join(folder, 'record.tmp');
    writeFileSync(temporary, '{"changed":2}');
    await expectTold(
      seen,
      () => {
        renameSync(temporary, file);
      },
      'a file that replaced another',
    );
    await expectTold(
      seen,
      () => {
        rmSync(file);
      },
      'a removed file',
    );
    assert.ok(seen.keys.has(key));
    const other = randomUUID();
    await expectTold(
      seen,
      () => {
        writeFileSync(path.join(folder, `${other}.activity.json`), '{}');
      },
      'a new activity',
    );
    assert.ok(seen.keys.has(other));
    watcher.dispose();
  });

  it('reports no other files, and nothing once it is disposed', async () => {
    const folder = path.join(parent, 'sessions');
    mkdirSync(folder);
    const { watcher, seen } = watch(folder);
    watcher.watch();
    writeFileSync(path.join(folder, `${randomUUID()}.json.tmp`), '{}');
    writeFileSync(path.join(folder, 'foreign.json'), '{}');
    await quiet(seen);
    assert.equal(seen.count, 0);
    watcher.dispose();
    assert.equal(watcher.watch(), false);
    const other = watch(folder);
    other.watcher.watch();
    const change = () => {
      writeFileSync(path.join(folder, `${randomUUID()}.json`), '{}');
    };
    await expectTold(other.seen, change, 'a change for the other');
    assert.equal(seen.count, 0);
    other.watcher.dispose();
  });

  it('says when it begins to watch a folder that was not there, as at the first start', async () => {
    const folder = path.join(parent, 'sessions');
    const { watcher, seen } = watch(folder);
    assert.equal(watcher.watch(), false);
    mkdirSync(folder);
    assert.equal(watcher.watch(), true);
    assert.equal(watcher.watch(), false);
    const change = () => {
      writeFileSync(path.join(folder, `${randomUUID()}.json`), '{}');
    };
    await expectTold(seen, change, 'a file in the new folder');
    watcher.dispose();
  });

  it('says that anything may have changed when the folder goes, and watches it when it is back', async () => {
    const folder = path.join(parent, 'sessions');
    mkdirSync(folder);
    const { watcher, seen } = watch(folder);
    watcher.watch();
    rmSync(folder, { recursive: true });
    await waitFor(() => seen.isAnything, {
      timeoutMs: followLimitMs,
      what: 'the end of the folder',
    });
    assert.equal(watcher.watch(), false);
    mkdirSync(folder);
    assert.equal(watcher.watch(), true);
    const change = () => {
      writeFileSync(path.join(folder, `${randomUUID()}.json`), '{}');
    };
    await expectTold(seen, change, 'a file in the folder');
    watcher.dispose();
  });
});
