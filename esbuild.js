'use strict';
// Bundles the extension, the sandbox, telemetry and the hook for Node:
// `node esbuild.js [--production] [--watch] [--out=FOLDER]`.
// TELEMETRY_CONNECTION_STRING in the environment says where this build sends telemetry; without it, nowhere.
const { cp, mkdir, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const esbuild = require('esbuild');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const out = process.argv.find((argument) => argument.startsWith('--out='));
const folder = path.resolve(__dirname, out?.slice('--out='.length) ?? 'dist');

/**
 * Parts of node-fetch that Node brings itself, or that only files, forms and data: addresses need, which
 * we neither send nor read: 80 kB less.
 */
const nodeHasIt = {
  name: 'node-has-it',
  setup(build) {
    const globals = {
      'web-streams-polyfill/dist/ponyfill.es2018.js': 'require("node:stream/web")',
      'node-domexception': 'globalThis.DOMException',
      'fetch-blob': 'globalThis.Blob',
      'fetch-blob/from.js': '{}',
      'formdata-polyfill/esm.min.js': '{ FormData: globalThis.FormData }',
      'data-uri-to-buffer': '{}',
    };
    const names = Object.keys(globals).map((name) => name.replaceAll(/[./]/g, '\\$&'));
    build.onResolve({ filter: new RegExp(`^(${names.join('|')})$`) }, ({ path }) => ({
      path,
      namespace: 'node-has-it',
    }));
    build.onResolve({ filter: /^\.\/utils\/multipart-parser\.js$/ }, () => ({
      path: 'node:module',
      external: true,
    }));
    build.onLoad({ filter: /.*/, namespace: 'node-has-it' }, ({ path }) => ({
      contents: `module.exports = ${globals[path]};`,
    }));
  },
};

/** What of msal-node only apps need that hold a secret, which an editor's cannot: 65 kB less. */
const holdsNoSecret = {
  name: 'holds-no-secret',
  setup(build) {
    const filter =
      /^(jsonwebtoken|\.\/client\/(ManagedIdentity|ConfidentialClient)Application\.mjs)$/;
    build.onResolve({ filter }, ({ path }) => ({ path, namespace: 'holds-no-secret' }));
    const names = ['ConfidentialClientApplication', 'ManagedIdentityApplication'];
    const nothing = names.map((name) => `export const ${name} = undefined;`).join('');
    build.onLoad({ filter: /.*/, namespace: 'holds-no-secret' }, () => ({
      contents: `${nothing} export default {};`,
    }));
  },
};

/** Bundles of their own stay out of the extension's: each is loaded from its file when it is wanted. */
const apart = {
  name: 'apart',
  setup(build) {
    const files = {
      './sandbox/main': './sandbox.js',
      './telemetry/telemetryReporter': './telemetry.js',
    };
    build.onResolve(
      { filter: /^\.\/(sandbox\/main|telemetry\/telemetryReporter)$/ },
      ({ path }) => ({
        path: files[path],
        external: true,
      }),
    );
  },
};

/** Microsoft's own extensions send to another system than ours, with a library of its own: 100 kB less. */
const withoutOneDataSystem = {
  name: 'without-one-data-system',
  setup(build) {
    build.onLoad({ filter: /[\\/]extension-telemetry[\\/].*[\\/]1dsClientFactory\.js$/ }, () => ({
      contents: 'export const oneDataSystemClientFactory = undefined;',
    }));
  },
};

/** What only the npm package of the sandbox has: new certificates and seeds. Here it is an error to ask for it. */
const onlyInNpmPackage = {
  name: 'only-in-npm-package',
  setup(build) {
    build.onResolve({ filter: /^\.\/(certificate|seedSchema)$/ }, ({ path }) => ({
      path,
      namespace: 'only-in-npm-package',
    }));
    build.onLoad({ filter: /.*/, namespace: 'only-in-npm-package' }, () => ({
      contents: `throw new Error('Only the npm package workbook-sessions-sandbox can do this.');`,
    }));
  },
};

/**
 * esbuild splits only ES modules, VS Code loads CommonJS ones: each file is turned into one at the end. Those
 * that a window loads when it opens become one file, because VS Code needs about a millisecond for each.
 */
const asCommonJs = {
  name: 'as-common-js',
  setup(build) {
    build.onEnd(async ({ outputFiles = [], metafile }) => {
      const files = new Map(outputFiles.map(({ path: file, text }) => [path.basename(file), text]));
      const early = loadedWithWindow(metafile);
      await rm(path.join(folder, 'parts'), { recursive: true, force: true });
      await mkdir(path.join(folder, 'parts'), { recursive: true });
      await writeFile(path.join(folder, 'extension.js'), await asOneFile(early, files));
      for (const [name, text] of files) {
        if (!early.has(name)) {
          const { code } = await esbuild.transform(text, {
            ...form,
            format: 'cjs',
            sourcefile: name,
          });
          const part = code.replaceAll(/require\("\.\/([^"]+)"\)/g, (call, file) =>
            early.has(file) ? `require("../extension.js").${exportOf(file)}` : call,
          );
          await writeFile(path.join(folder, 'parts', name), withoutCopies(part));
        }
      }
    });
  },
};

/** The names of the files that `extension.js` imports, with itself. */
function loadedWithWindow({ outputs }) {
  const find = (name) => Object.keys(outputs).find((file) => path.basename(file) === name);
  const names = new Set(['extension.js']);
  for (const name of names) {
    const imports = outputs[find(name)].imports.filter(({ kind }) => kind === 'import-statement');
    for (const { path: file } of imports.filter(({ external }) => !external)) {
      names.add(path.basename(file));
    }
  }
  return names;
}

/** The files as one, which exports each under a name of its own for the parts that are loaded later. */
async function asOneFile(names, files) {
  const others = [...names].filter((name) => name !== 'extension.js');
  const contents = [
    "export * from './extension.js';",
    ...others.map((name) => `export * as ${exportOf(name)} from './${name}';`),
  ];
  const together = {
    name: 'together',
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ path: file }) => {
        const name = path.basename(file);
        const later = files.has(name) ? `./parts/${name}` : file;
        return names.has(name)
          ? { path: name, namespace: 'together' }
          : { path: later, external: true };
      });
      build.onLoad({ filter: /.*/, namespace: 'together' }, ({ path: name }) => ({
        contents: files.get(name),
      }));
    },
  };
  const { outputFiles } = await esbuild.build({
    ...form,
    stdin: { contents: contents.join('\n') },
    bundle: true,
    external: ['vscode'],
    format: 'cjs',
    plugins: [together],
    write: false,
  });
  return withoutCopies(outputFiles[0].text);
}

/** For each import of VS Code's API, esbuild would make a copy with hundreds of properties. */
function withoutCopies(code) {
  return code.replaceAll(/(?<![\w$])[\w$]+\((require\("vscode"\))\)/g, '$1');
}

function exportOf(name) {
  return name.replaceAll(/\W/g, '_');
}

const form = {
  platform: 'node',
  target: 'node22',
  minify: production,
  charset: 'utf8',
  sourcemap: production ? false : 'inline',
  logLevel: 'warning',
};

const bundle = {
  ...form,
  absWorkingDir: __dirname,
  outdir: folder,
  bundle: true,
  mainFields: ['module', 'main'],
  // node-fetch reports an error's class by its constructor's name.
  keepNames: true,
  define: {
    TELEMETRY_CONNECTION_STRING: JSON.stringify(process.env.TELEMETRY_CONNECTION_STRING ?? ''),
  },
};

/** What is loaded with the window, and the parts that are loaded when they are wanted. */
const extension = {
  ...bundle,
  entryPoints: { extension: 'src/extension.ts' },
  external: ['vscode'],
  format: 'esm',
  splitting: true,
  chunkNames: 'parts/[name]-[hash]',
  metafile: true,
  write: false,
  // Each function's name a second time would be a tenth of the file. Our own errors name themselves.
  keepNames: false,
  plugins: [nodeHasIt, holdsNoSecret, apart, asCommonJs],
};

const sandbox = {
  ...bundle,
  entryPoints: { sandbox: 'src/sandbox/main.ts' },
  format: 'cjs',
  plugins: [onlyInNpmPackage],
};

/** The sandbox as a program and a library for everybody, whole; `test/sandboxPackage.mjs` packs it. */
const sandboxPackage = {
  ...sandbox,
  entryPoints: { sandbox: 'src/sandbox/package/index.ts' },
  minify: true,
  sourcemap: false,
  target: 'node20',
  banner: { js: '#!/usr/bin/env node' },
  plugins: [],
};

const telemetry = {
  ...bundle,
  entryPoints: { telemetry: 'src/telemetry/telemetryReporter.ts' },
  external: ['vscode'],
  format: 'cjs',
  // The library's classes have names of their own that cannot be set again.
  keepNames: false,
  plugins: [withoutOneDataSystem],
};

/** What `--require` loads into the user's own programs, which may run in any Node. */
const nodeHook = {
  ...bundle,
  entryPoints: { 'hooks/node': 'src/recording/hooks/node/nodeHook.ts' },
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  target: 'node14',
  keepNames: false,
};

const bundles = [extension, sandbox, telemetry, nodeHook];

/** The files of which these bundles are made, those of packages too; writes nothing. */
async function bundledFiles(made = bundles) {
  const files = made.map(async (options) => {
    const plugins = (options.plugins ?? []).filter((plugin) => plugin !== asCommonJs);
    const { metafile } = await esbuild.build({ ...options, plugins, write: false, metafile: true });
    return Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  });
  return [...new Set((await Promise.all(files)).flat())];
}

/** Python's hook needs no bundle: the folder is on a recorded program's path as it is. */
async function copyPythonHook() {
  const hook = path.join(folder, 'hooks', 'python');
  await rm(hook, { recursive: true, force: true });
  await cp(path.join(__dirname, 'src', 'recording', 'hooks', 'python'), hook, {
    recursive: true,
    filter: (file) => path.basename(file) !== '__pycache__',
  });
}

async function main() {
  await copyPythonHook();
  for (const options of bundles) {
    if (watch) {
      const context = await esbuild.context({ ...options, logLevel: 'info' });
      await context.watch();
    } else {
      await esbuild.build(options);
    }
  }
}

if (require.main === module) {
  main().catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}

module.exports = { bundledFiles, nodeHook, sandbox, sandboxPackage };
