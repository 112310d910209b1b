import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the small package that holds a VS Code from npm. */
export const hostFolder = path.dirname(fileURLToPath(import.meta.url));

/** The repository. */
export const repository = path.resolve(hostFolder, '../..');

/** Everything that tests, packaging and the demo write; ignored by git. */
export const outFolder = path.join(repository, 'out');

/**
 * The manifest of the extension.
 *
 * @returns {{ name: string, publisher: string, version: string, license: string, repository: object, engines: { vscode: string, node: string } }}
 */
export function manifest() {
  return JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'));
}

/** Where `npm run package` puts the packed extension. */
export function vsixPath() {
  const { name, version } = manifest();
  return path.join(outFolder, `${name}-${version}.vsix`);
}
