import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
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

  /** Watches a folder; answers when changes are seen, which takes VS Code a moment to begin with. */
  const watch = async (folder: string) => {
    const watcher = new SessionFolderWatcher(vscode.Uri.file(folder));
    const seen = { count: 0, keys: new Set<string>() };
    watcher.onDidChange((keys = new Set()) => {
      seen.count += 1;
      keys.forEach((key) => seen.keys.add(key));
    });
    let attempt = 0;
    await waitFor(
      () => {
        attempt += 1;
        writeFileSync(path.join(folder, `${randomUUID()}.json`), `${attempt}`);
        return seen.count > 0;
      },
      { timeoutMs: 15_000, intervalMs: 250, what: 'the first change' },
    );
    await quiet(seen);
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
    const { watcher, seen } = await watch(folder);
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
    const { watcher, seen } = await watch(folder);
    const before = seen.count;
    writeFileSync(path.join(folder, `${randomUUID()}.json.tmp`), '{}');
    writeFileSync(path.join(folder, 'foreign.json'), '{}');
    await quiet(seen);
    assert.equal(seen.count, before);
    watcher.dispose();
    const other = await watch(folder);
    assert.equal(seen.count, before);
    other.watcher.dispose();
  });

  it('notices a folder that is created later, as at the first start', async () => {
    const folder = path.join(parent, 'sessions');
    const watcher = new SessionFolderWatcher(vscode.Uri.file(folder));
    let count = 0;
    watcher.onDidChange(() => {
      count += 1;
    });
    mkdirSync(folder);
    let attempt = 0;
    await waitFor(
      () => {
        attempt += 1;
        writeFileSync(path.join(folder, `${randomUUID()}.json`), `${attempt}`);
        return count > 0;
      },
      { timeoutMs: 4000, intervalMs: 250, what: 'a file in the new folder' },
    );
    watcher.dispose();
  });
});
