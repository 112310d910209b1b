// Bundles test/integration for the extension host.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { outFolder, repository } from './paths.mjs';

/**
 * Makes the bundle anew.
 *
 * @returns {Promise<string>} the module that VS Code takes as `extensionTestsPath`
 */
export async function bundleIntegrationTests() {
  const outdir = path.join(outFolder, 'integration');
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: repository,
    entryPoints: ['test/integration/index.ts', 'test/integration/**/*.test.ts'],
    outdir,
    outbase: 'test/integration',
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return path.join(outdir, 'index.js');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundleIntegrationTests();
}
