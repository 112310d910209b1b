// What of other people's work is in the bundles: `npm run notices` writes THIRD-PARTY-NOTICES.txt anew.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { repository } from './host/paths.mjs';

/** @typedef {{ name: string, version: string, license: string, text: string }} BundledPackage */

const { bundledFiles } = createRequire(import.meta.url)('../esbuild.js');

/** Where the notices are; shipped with the extension. */
export const noticesPath = path.join(repository, 'THIRD-PARTY-NOTICES.txt');

/**
 * The packages of which a production bundle holds at least one file, by esbuild's own account.
 *
 * @param {readonly import('esbuild').BuildOptions[]} [bundles] those of the extension by default
 * @returns {Promise<BundledPackage[]>}
 */
export async function bundledPackages(bundles) {
  const folders = (await bundledFiles(bundles)).flatMap((file) => packageFolder(file) ?? []);
  const packages = [...new Set(folders)].map(readPackage);
  return packages.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/**
 * The text of the notices.
 *
 * @param {readonly BundledPackage[]} packages
 * @param {string} [holder] what holds them
 */
export function noticesOf(packages, holder = 'extension') {
  const line = '-'.repeat(80);
  const parts = packages.map(
    ({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}`,
  );
  const head = `This ${holder} holds work of others, under the licenses below.`;
  return `${[head, ...parts].join(`\n\n${line}\n\n`)}\n`;
}

/** @param {string} file @returns {string | undefined} the innermost package's folder */
function packageFolder(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file.replaceAll('\\', '/'))?.[0];
}

/** @param {string} folder @returns {BundledPackage} */
function readPackage(folder) {
  const where = path.join(repository, folder);
  const manifest = JSON.parse(readFileSync(path.join(where, 'package.json'), 'utf8'));
  const { name, version, license } = manifest;
  const files = readdirSync(where).filter((each) => /^(licen[cs]e|notice)(\.|$)/i.test(each));
  const texts = files.map((file) => plain(readFileSync(path.join(where, file), 'utf8')));
  if (texts.length === 0 && license === 'MIT') {
    texts.push(mitTextFor(manifest.author));
  }
  if (texts.length === 0) {
    throw new Error(`${name} brings no text of its license (${license}).`);
  }
  return { name, version, license, text: texts.join('\n\n') };
}

/**
 * For a package that names the license and no more; our own license is the same.
 *
 * @param {{ name: string } | string} author
 */
function mitTextFor(author) {
  const own = plain(readFileSync(path.join(repository, 'LICENSE'), 'utf8'));
  const owner = typeof author === 'string' ? author : author.name;
  return own.replace(/^Copyright .*$/m, `Copyright (c) ${owner}`);
}

/** @param {string} text */
function plain(text) {
  return text.replaceAll('\r\n', '\n').trim();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  void bundledPackages().then((packages) => {
    writeFileSync(noticesPath, noticesOf(packages));
  });
}
