import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { filesReadWriteId, redirectUris } from '../../../src/accounts/appRegistration';
import { graphAppId } from '../../../src/model/clouds';
import { azCommands, azLogin, type RegistrationPlan } from '../../../src/accounts/azCommands';

const clientId = '11111111-2222-4333-8444-555555555555';
const newApp: RegistrationPlan = { cloud: 'global', accounts: 'oneTenant' };
const uris = redirectUris(clientId).map(({ uri }) => uri);

describe('The az login', () => {
  it('selects the cloud for US government first if that cloud is in use', () => {
    assert.deepEqual(azLogin('global'), ['az login --allow-no-subscriptions']);
    for (const cloud of ['usGov', 'usGovDoD'] as const) {
      assert.deepEqual(azLogin(cloud), [
        'az cloud set --name AzureUSGovernment',
        'az login --allow-no-subscriptions',
      ]);
    }
  });
});

describe('The az commands', () => {
  describe('that a shell runs', () => {
    let folder: string;

    before(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'az-'));
      const az = path.join(folder, 'az');
      // Stands in for the Azure CLI: notes its arguments, and ends its lines as on Windows.
      writeFileSync(
        az,
        `#!/bin/sh
{ for each in "$@"; do printf '%s\\t' "$each"; done; echo; } >> "$0.calls"
case "$*" in
  *'app create'*) printf '${clientId}\\r\\n' ;;
  *'account show'*) echo tenant-of-az ;;
esac
`,
      );
      chmodSync(az, 0o755);
    });

    after(() => {
      rmSync(folder, { recursive: true });
    });

    const run = (plan: RegistrationPlan): { output: string; calls: string[][] } => {
      const log = path.join(folder, 'az.calls');
      writeFileSync(log, '');
      const output = execFileSync('sh', {
        input: azCommands('bash', plan),
        env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` },
        encoding: 'utf8',
      });
      const lines = readFileSync(log, 'utf8').trim().split('\n');
      return { output, calls: lines.map((line) => line.replace(/\t$/, '').split('\t')) };
    };

    it('register the app, set all its redirect URIs and its permission, and print both IDs', () => {
      const { output, calls } = run(newApp);
      assert.deepEqual(calls, [
        [
          ...['ad', 'app', 'create', '--display-name', 'Workbook Sessions'],
          ...['--sign-in-audience', 'AzureADMyOrg', '--query', 'appId', '--output', 'tsv'],
        ],
        [
          ...['ad', 'app', 'update', '--id', clientId, '--is-fallback-public-client', 'true'],
          ...['--public-client-redirect-uris', ...uris],
        ],
        [
          ...['ad', 'app', 'permission', 'add', '--id', clientId, '--api', graphAppId],
          ...['--api-permissions', `${filesReadWriteId}=Scope`],
        ],
        ['ad', 'sp', 'create', '--id', clientId, '--output', 'none'],
        ['account', 'show', '--query', 'tenantId', '--output', 'tsv'],
      ]);
      assert.equal(output, `Client ID: ${clientId}\nTenant ID: tenant-of-az\n`);
    });

    it('correct an existing app and register no other', () => {
      const { calls } = run({ ...newApp, clientId });
      assert.deepEqual(
        calls.map((words) => words.slice(0, 3).join(' ')),
        ['ad app update', 'ad app permission', 'account show --query'],
      );
      assert.deepEqual(calls[0]?.slice(-uris.length), uris);
    });
  });

  it('register an app for any organization if the user chose that', () => {
    for (const shell of ['bash', 'powerShell'] as const) {
      const text = azCommands(shell, { ...newApp, accounts: 'anyTenant' });
      assert.match(text, /--sign-in-audience AzureADMultipleOrgs /);
    }
  });

  it('are the same in PowerShell except for its variables', () => {
    const plain = (text: string) =>
      text
        .replaceAll(/\$APP_ID|\$appId/g, '<id>')
        .replace(/^APP_ID=\$\((.*) \| tr -d '\\r'\)/, '<id> = $1')
        .replaceAll(/^(echo|Write-Output) /gm, 'print ');
    const powerShell = azCommands('powerShell', newApp);
    assert.equal(plain(powerShell), plain(azCommands('bash', newApp)));
    assert.match(powerShell, /^\$appId = az ad app create/);
  });

  it('contain nothing that shells read differently: no comments, continued lines, or JSON', () => {
    for (const shell of ['bash', 'powerShell'] as const) {
      assert.doesNotMatch(azCommands(shell, newApp), /#|[\\`]$|[[\]]|&|;/m);
    }
  });
});
