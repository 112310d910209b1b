import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { repository } from '../host/paths.mjs';
import { packagesInSandbox } from '../sandboxPackage.mjs';
import { bundledPackages, noticesOf, noticesPath } from '../thirdParty.mjs';

/** Licenses that let their work be shipped in an MIT-licensed extension with no more than a notice. */
const allowed = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD'];

const withOtherLicense = (packages: readonly { name: string; license: string }[]) =>
  packages
    .filter(({ license }) => !allowed.includes(license))
    .map(({ name, license }) => `${name}: ${license}`);

describe('A third-party package in the extension', () => {
  it('has a known vulnerability according to npm’s audit, unless the registry offers no audit', function () {
    this.timeout(60_000);
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const { stdout } = spawnSync(npm, ['audit', '--omit=dev', '--json'], {
      cwd: repository,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    const report = JSON.parse(stdout) as {
      readonly vulnerabilities?: object;
      readonly statusCode?: number;
      readonly message?: string;
    };
    if (report.vulnerabilities === undefined) {
      // The very answer of a registry without it; no network, for one, is another.
      assert.ok([404, 405, 501].includes(report.statusCode ?? 0), report.message ?? stdout);
      console.log(`      (this registry offers no audit: ${report.statusCode})`);
    } else {
      assert.deepEqual(Object.keys(report.vulnerabilities), []);
    }
  });

  it('has a license that binds the users of the extension', async () => {
    const packages = await bundledPackages();
    assert.ok(packages.some(({ name }) => name === 'node-fetch'));
    assert.deepEqual(withOtherLicense(packages), []);
  });

  it('has a license that binds the users of the npm package of the sandbox', async () => {
    const packages = await packagesInSandbox();
    assert.ok(packages.some(({ name }) => name === '@peculiar/x509'));
    assert.deepEqual(withOtherLicense(packages), []);
  });

  it('is not named in the notices (`npm run notices` writes them anew)', async () => {
    const notices = noticesOf(await bundledPackages());
    assert.equal(readFileSync(noticesPath, 'utf8').replaceAll('\r\n', '\n'), notices);
  });
});
