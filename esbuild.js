'use strict';
// Bundles the extension, the sandbox and telemetry: `node esbuild.js [--production] [--watch] [--out=FOLDER]`.
// TELEMETRY_CONNECTION_STRING in the environment says where this build sends telemetry; without it, nowhere.
const { mkdir, rm, writeFile } = require('node:fs/promises');
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

/** esbuild splits only ES modules, VS Code loads CommonJS ones: each file is turned into one at the end. */
const asCommonJs = {
  name: 'as-common-js',
  setup(build) {
    build.onEnd(async ({ outputFiles = [] }) => {
      await rm(path.join(folder, 'parts'), { recursive: true, force: true });
      for (const { path: file, text } of outputFiles) {
        const { code } = await esbuild.transform(text, {
          ...form,
          format: 'cjs',
          sourcefile: path.basename(file),
        });
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, code);
      }
    });
  },
};

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
  write: false,
  // Each function's name a second time would be a tenth of the file. Our own errors name themselves.
  keepNames: false,
  plugins: [nodeHasIt, holdsNoSecret, apart, asCommonJs],
};

const sandbox = {
  ...bundle,
  entryPoints: { sandbox: 'src/sandbox/main.ts' },
  format: 'cjs',
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

const bundles = [extension, sandbox, telemetry];

/** The files of which the bundles are made, those of packages too; writes nothing. */
async function bundledFiles() {
  const made = bundles.map(async (options) => {
    const plugins = (options.plugins ?? []).filter((plugin) => plugin !== asCommonJs);
    const { metafile } = await esbuild.build({ ...options, plugins, write: false, metafile: true });
    return Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  });
  return [...new Set((await Promise.all(made)).flat())];
}

async function main() {
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

module.exports = { bundledFiles };
