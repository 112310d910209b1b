'use strict';
// Bundles the extension and the sandbox: `node esbuild.js [--production] [--watch]`.
const esbuild = require('esbuild');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

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
      './utils/multipart-parser.js': '{}',
    };
    const names = Object.keys(globals).map((name) => name.replaceAll(/[./]/g, '\\$&'));
    build.onResolve({ filter: new RegExp(`^(${names.join('|')})$`) }, ({ path }) => ({
      path,
      namespace: 'node-has-it',
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

const options = {
  entryPoints: { extension: 'src/extension.ts', sandbox: 'src/sandbox/main.ts' },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  mainFields: ['module', 'main'],
  external: ['vscode'],
  minify: production,
  charset: 'utf8',
  // node-fetch reports an error's class by its constructor's name.
  keepNames: true,
  sourcemap: production ? false : 'linked',
  plugins: [nodeHasIt, sandboxApart],
  logLevel: 'warning',
};

async function main() {
  if (watch) {
    const context = await esbuild.context({ ...options, logLevel: 'info' });
    await context.watch();
    return;
  }
  await esbuild.build(options);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
