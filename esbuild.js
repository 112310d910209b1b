'use strict';
// Bundles the extension and the sandbox: `node esbuild.js [--production] [--watch]`.
const { mkdir, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const esbuild = require('esbuild');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const folder = path.join(__dirname, 'dist');

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

/** The sandbox stays out of the extension's bundle: it is loaded from its own file when it is wanted. */
const sandboxApart = {
  name: 'sandbox-apart',
  setup(build) {
    build.onResolve({ filter: /^\.\/sandbox\/main$/ }, () => ({
      path: './sandbox.js',
      external: true,
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
  plugins: [nodeHasIt, sandboxApart, asCommonJs],
};

const sandbox = {
  ...bundle,
  entryPoints: { sandbox: 'src/sandbox/main.ts' },
  format: 'cjs',
};

const bundles = [extension, sandbox];

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
