// Builds and packs the sandbox as an npm package of its own: `npm run package:sandbox`.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';
import { ensureInstalled, runNpm } from './host/npm.mjs';
import { manifest, outFolder, repository } from './host/paths.mjs';
import { bundledPackages, noticesOf } from './thirdParty.mjs';

const { sandboxPackage } = createRequire(import.meta.url)('../esbuild.js');

const name = 'workbook-sessions-sandbox';
const source = path.join(repository, 'src');
const entry = path.join(source, 'sandbox', 'package', 'index.ts');

/** The packages whose work is in the bundle of the npm package. */
export const packagesInSandbox = () => bundledPackages([sandboxPackage]);

/**
 * Makes the tarball anew.
 *
 * @param {string} [folder] where the package and its tarball are made
 * @returns {Promise<string>} the path of the tarball
 */
export async function packageSandbox(folder = outFolder) {
  const content = path.join(folder, name);
  rmSync(content, { recursive: true, force: true });
  mkdirSync(content, { recursive: true });
  const write = (/** @type {string} */ file, /** @type {string} */ text) => {
    mkdirSync(path.dirname(path.join(content, file)), { recursive: true });
    writeFileSync(path.join(content, file), text);
  };
  await build({ ...sandboxPackage, entryPoints: { index: entry }, outdir: content });
  write('index.mjs', "export { sandboxToken, startSandbox } from './index.js';\n");
  for (const [file, text] of declarations()) {
    write(path.join('types', file), text);
  }
  write('index.d.ts', "export * from './types/sandbox/package/index';\n");
  write('index.d.mts', "export * from './index.js';\n");
  write('package.json', `${JSON.stringify(packageJson(), undefined, 2)}\n`);
  write('THIRD-PARTY-NOTICES.txt', noticesOf(await packagesInSandbox(), 'package'));
  cpSync(path.join(repository, 'LICENSE'), path.join(content, 'LICENSE'));
  cpSync(path.join(path.dirname(entry), 'README.md'), path.join(content, 'README.md'));
  runNpm(['pack', '--silent', '--pack-destination', folder], content, 'ignore');
  return path.join(folder, `${name}-${manifest().version}.tgz`);
}

function packageJson() {
  const { version, license, repository: source, engines } = manifest();
  return {
    name,
    version,
    description:
      "A local stand-in for Microsoft Graph's Excel workbook sessions, for tests. Not made by Microsoft.",
    keywords: ['microsoft graph', 'excel', 'workbook', 'session', 'emulator', 'mock', 'test'],
    license,
    repository: { ...source, directory: 'src/sandbox' },
    engines: { node: engines.node },
    type: 'commonjs',
    bin: { [name]: 'index.js' },
    main: './index.js',
    types: './index.d.ts',
    exports: {
      '.': {
        import: { types: './index.d.mts', default: './index.mjs' },
        require: { types: './index.d.ts', default: './index.js' },
      },
      './package.json': './package.json',
    },
  };
}

/**
 * The declarations that a user's program reaches, by their names from `src`.
 *
 * @returns {ReadonlyMap<string, string>}
 */
function declarations() {
  const config = ts.readConfigFile(path.join(repository, 'tsconfig.json'), ts.sys.readFile).config;
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, repository);
  const program = ts.createProgram([entry], {
    ...options,
    types: ['node'],
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
  });
  /** @type {Map<string, string>} */
  const emitted = new Map();
  program.emit(undefined, (file, text) => {
    emitted.set(path.relative(source, file).replaceAll('\\', '/'), text);
  });
  const reached = new Set(['sandbox/package/index.d.ts']);
  for (const file of reached) {
    for (const [, other = ''] of (emitted.get(file) ?? '').matchAll(/["'](\.{1,2}\/[^"']+)["']/g)) {
      reached.add(path.posix.join(path.posix.dirname(file), `${other}.d.ts`));
    }
  }
  return new Map([...reached].map((file) => [file, emitted.get(file) ?? '']));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureInstalled(repository);
  void packageSandbox().then((tarball) => {
    console.log(path.relative(process.cwd(), tarball));
  });
}
