import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import * as vscode from 'vscode';
import { commandIds, sessionsViewId, viewContainerId } from '../../src/contributions';
import { product, productApi, waitFor } from './support';

interface Manifest {
  readonly main: string;
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

const manifest = () => product().packageJSON as Manifest;

describe('the extension in a window', () => {
  it('is activated once the window has started', async () => {
    await waitFor(() => product().isActive, { what: 'the activation' });
  });

  it('offers version 1 of its API, always the same one', async () => {
    const exports = await product().activate();
    assert.deepEqual(Object.keys(exports), ['getApi']);
    assert.equal(exports.getApi(1), exports.getApi(1));
  });

  for (const version of [0, 2, '1', undefined, null, Number.NaN]) {
    it(`refuses the API version ${inspect(version)}`, async () => {
      const exports = (await product().activate()) as { getApi(version: unknown): unknown };
      assert.throws(() => exports.getApi(version), RangeError);
    });
  }

  it('is ready soon, with no session in an empty folder', async () => {
    const api = await productApi();
    await api.whenReady;
    assert.deepEqual(api.sessions(), []);
  });

  it('runs the built code and loads commands, sandbox, msal and telemetry only when they are used', () => {
    assert.equal(manifest().main, './dist/extension.js');
    const dist = path.join(product().extensionPath, 'dist');
    assert.ok(readdirSync(dist).includes('sandbox.js'));
    assert.ok(readdirSync(dist).includes('telemetry.js'));
    const loaded = Object.keys(require.cache)
      .filter((file) => file.startsWith(dist))
      .map((file) => path.relative(dist, file));
    assert.deepEqual(loaded, ['extension.js']);
    const parts = readdirSync(path.join(dist, 'parts'));
    for (const part of ['commands-', 'msalCredential-', 'nodeFetch-']) {
      assert.ok(parts.some((name) => name.startsWith(part)));
    }
  });

  it('registers every command of its manifest, and no other', async () => {
    await product().activate();
    const declared = manifest().contributes.commands.map(({ command }) => command);
    // VS Code makes some for the view itself.
    const registered = (await vscode.commands.getCommands(true)).filter(
      (id) => id.startsWith(`${viewContainerId}.`) && !id.startsWith(`${sessionsViewId}.`),
    );
    assert.deepEqual(registered.sort(), [...declared].sort());
    assert.deepEqual([...commandIds].sort(), [...declared].sort());
  });

  it('does not let another extension register a command again', () => {
    for (const id of commandIds) {
      assert.throws(() => vscode.commands.registerCommand(id, () => undefined), /already exists/);
    }
  });
});
