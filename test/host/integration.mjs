// Runs test/integration inside the extension host: of a desktop VS Code when there is one, else of the one from npm.
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { findDesktop } from './desktop.mjs';
import { cleanEnvironment } from './environment.mjs';
import { bundleIntegrationTests } from './integrationBundle.mjs';
import { hostFolder, repository } from './paths.mjs';
import { makeTemporaryFolder } from './temporaryFolder.mjs';

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

async function main() {
  const extensionTestsPath = await bundleIntegrationTests();
  const desktop = findDesktop(); // Before VSCODE_PATH goes with the others of its kind.
  replaceEnvironment(cleanEnvironment(process.env));
  const dataFolder = makeTemporaryFolder('integration');
  await runTests({
    vscodeExecutablePath: desktop ?? launcher(),
    extensionDevelopmentPath: repository,
    extensionTestsPath,
    launchArgs: [
      `--user-data-dir=${path.join(dataFolder, 'user')}`,
      `--extensions-dir=${path.join(dataFolder, 'extensions')}`,
    ],
  });
}

/** The stand-in for a desktop VS Code. */
function launcher() {
  return path.join(hostFolder, process.platform === 'win32' ? 'launcher.cmd' : 'launcher.mjs');
}

/** @param {NodeJS.ProcessEnv} environment */
function replaceEnvironment(environment) {
  for (const name of Object.keys(process.env)) {
    if (environment[name] === undefined) {
      delete process.env[name];
    }
  }
}
