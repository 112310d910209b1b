import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import path, { posix } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { repository, vsixPath } from '../host/paths.mjs';
import { isPreRelease, packageExtension } from '../package.mjs';

const kilobyte = 1000;

/** Each file of the package, as VS Code unpacks it. */
const expectedFiles = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/THIRD-PARTY-NOTICES.txt',
  'extension/changelog.md',
  'extension/dist/extension.js',
  'extension/dist/hooks/node.cjs',
  'extension/dist/hooks/python/sitecustomize.py',
  'extension/dist/hooks/python/workbook_sessions_recording/__init__.py',
  'extension/dist/hooks/python/workbook_sessions_recording/clients.py',
  'extension/dist/hooks/python/workbook_sessions_recording/closing.py',
  'extension/dist/hooks/python/workbook_sessions_recording/exchange.py',
  'extension/dist/hooks/python/workbook_sessions_recording/pipe.py',
  'extension/dist/hooks/python/workbook_sessions_recording/recording.py',
  'extension/dist/sandbox.js',
  'extension/dist/telemetry.js',
  'extension/l10n/bundle.l10n.pt-br.json',
  'extension/media/guide/administratorRequest.md',
  'extension/media/guide/administratorRequest.nls.pt-br.md',
  'extension/media/guide/appRegistration.md',
  'extension/media/guide/appRegistration.nls.pt-br.md',
  'extension/media/icon.png',
  'extension/media/view.svg',
  'extension/media/walkthrough/closeSession.svg',
  'extension/media/walkthrough/createSession.svg',
  'extension/media/walkthrough/sandbox.svg',
  'extension/media/walkthrough/setUpSignIn.md',
  'extension/media/walkthrough/setUpSignIn.nls.pt-br.md',
  'extension/media/walkthrough/signIn.md',
  'extension/media/walkthrough/signIn.nls.pt-br.md',
  'extension/package.json',
  'extension/package.nls.json',
  'extension/package.nls.pt-br.json',
  'extension/readme.md',
  'extension/telemetry.json',
];
/** What is loaded when it is wanted; the names say what it is made of. */
const isPart = (name: string) => /^extension\/dist\/parts\/[\w-]+\.js$/.test(name);

/** The path as one begins: `/me/drive/root/children` is none of the folder `/root`. */
function startingAt(folder: string): RegExp {
  return new RegExp(`(?<![\\w})])${folder.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
}

describe('the packed extension', () => {
  let vsix: Buffer;
  let files: ReadonlyMap<string, Buffer>;

  before(() => {
    vsix = readFileSync(existsSync(vsixPath()) ? vsixPath() : packageExtension());
    files = unzip(vsix);
  });

  const textOf = (name: string): string => {
    const file = files.get(name);
    assert.ok(file, `${name} is not in the package.`);
    return file.toString('utf8');
  };

  /** What the file requires, as it stands in it. */
  const requiredBy = (name: string): readonly string[] =>
    [...textOf(name).matchAll(/\b(?:require|import)\(\s*["'`]([^"'`]+)["'`]\s*\)/g)]
      .map(([, specifier]) => specifier ?? '')
      .filter((specifier) => !isBuiltIn(specifier));

  /** The file, and those that it requires before anything is wanted. */
  const loadedWithWindow = (name: string, seen = new Set<string>()): ReadonlySet<string> => {
    seen.add(name);
    for (const [, specifier = ''] of textOf(name).matchAll(/\brequire\("(\.[^"]+)"\)/g)) {
      const path = posix.join(posix.dirname(name), specifier);
      if (!seen.has(path)) {
        loadedWithWindow(path, seen);
      }
    }
    return seen;
  };

  const textFiles = () =>
    [...files.keys()].filter((name) => !name.endsWith('.png')).map((name) => [name, textOf(name)]);

  it('contains exactly the files that VS Code and its reader need', () => {
    const names = [...files.keys()].filter((name) => !isPart(name));
    assert.deepEqual(names.sort(), [...expectedFiles].sort());
  });

  it('is small', () => {
    assert.ok(vsix.length < 400 * kilobyte, `${vsix.length} bytes`);
    const loaded = [...loadedWithWindow('extension/dist/extension.js')];
    const size = loaded.reduce((sum, name) => sum + (files.get(name)?.length ?? Infinity), 0);
    assert.ok(size < 150 * kilobyte, `${size} bytes are loaded with each window`);
  });

  it('is a pre-release while its minor version is odd', () => {
    const versions = ['0.1.0', '0.2.0', '1.3.7', '1.10.1'];
    assert.deepEqual(versions.map(isPreRelease), [true, false, true, false]);
    const { version } = JSON.parse(textOf('extension/package.json')) as { version: string };
    const isMarked = textOf('extension.vsixmanifest').includes(
      'Microsoft.VisualStudio.Code.PreRelease',
    );
    assert.equal(isMarked, isPreRelease(version));
  });

  it('has telemetry in a separate file that a window does not load, and no address to send it to', () => {
    const telemetry = textOf('extension/dist/telemetry.js');
    assert.ok(telemetry.length < 200 * kilobyte, `${telemetry.length} characters`);
    assert.match(telemetry, /\/v2\/track/);
    assert.deepEqual(requiredBy('extension/dist/telemetry.js'), ['vscode', 'vscode']);
    const loaded = [...loadedWithWindow('extension/dist/extension.js')];
    assert.ok(loaded.every((name) => !textOf(name).includes('/v2/track')));
    for (const [name = '', text = ''] of textFiles()) {
      assert.doesNotMatch(text, /InstrumentationKey=[\da-f]/i, name);
    }
  });

  it('loads the sign-in without VS Code’s provider only when it is used', () => {
    const isMsal = (name: string) => /^extension\/dist\/parts\/msalCredential-\w+\.js$/.test(name);
    const [part, ...others] = [...files.keys()].filter(isMsal);
    assert.ok(part);
    assert.deepEqual(others, []);
    const size = files.get(part)?.length ?? Infinity;
    assert.ok(size < 200 * kilobyte, `${size} bytes`);
    const loaded = [...loadedWithWindow('extension/dist/extension.js')];
    assert.deepEqual(loaded.filter(isMsal), []);
    const speaking = [...files.keys()].filter((name) => textOf(name).includes('msal.js.node'));
    assert.deepEqual(speaking, [part]);
  });

  it('is built from the current sources', () => {
    for (const name of ['package.json', 'package.nls.json', 'l10n/bundle.l10n.pt-br.json']) {
      const here: unknown = JSON.parse(readFileSync(`${repository}/${name}`, 'utf8'));
      assert.deepEqual(JSON.parse(textOf(`extension/${name}`)), here, name);
    }
  });

  it('needs only VS Code and Node', () => {
    const scripts = [...files.keys()].filter((name) => name.endsWith('.js'));
    assert.ok(scripts.some(isPart), 'nothing is loaded when it is wanted');
    for (const name of scripts) {
      const foreign = requiredBy(name).filter(
        (specifier) =>
          specifier !== 'vscode' && !files.has(posix.join(posix.dirname(name), specifier)),
      );
      assert.deepEqual(foreign, [], name);
    }
    assert.deepEqual(requiredBy('extension/dist/sandbox.js'), []);
  });

  it('contains no source map and names none', () => {
    for (const [name = '', text = ''] of textFiles()) {
      assert.doesNotMatch(text, /sourceMappingURL|sourcesContent/, name);
    }
  });

  it('contains no path of the machine that built it', () => {
    const paths = [repository, homedir(), tmpdir()].map((folder) => folder + path.sep);
    for (const [name = '', text = ''] of textFiles()) {
      for (const folder of paths) {
        // As it is, and as it stands in a string of JavaScript or JSON.
        for (const form of [folder, JSON.stringify(folder).slice(1, -1)]) {
          assert.doesNotMatch(text, startingAt(form), `${name} holds ${folder}`);
        }
      }
      assert.doesNotMatch(text, /(?:\/home\/|\/Users\/|[A-Z]:\\Users\\)\w/, name);
    }
  });

  it('contains no secret, no registry and nothing of the tests', () => {
    const unwanted = [
      /-----BEGIN [A-Z ]*PRIVATE KEY/,
      /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./,
      /\b(?:ghp|github_pat|npm)_\w{20,}/,
      /\bregistry\.\w+\.\w+/,
      /test\/host|playwright|test-token/,
    ];
    for (const [name = '', text = ''] of textFiles()) {
      const isManifest = name === 'extension/package.json';
      for (const pattern of unwanted) {
        // The scripts and the development tools stand in package.json, as in every extension's.
        const isTests = pattern.source.includes('playwright');
        assert.ok((isManifest && isTests) || !pattern.test(text), `${name}: ${pattern.source}`);
      }
    }
  });
});

function isBuiltIn(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

/** Reads a zip file by its directory at the end (PKWARE's APPNOTE, 4.3.12 and 4.3.16). */
function unzip(zip: Buffer): ReadonlyMap<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  assert.ok(end >= 0, 'This is no zip file.');
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    if (!name.endsWith('/')) {
      files.set(name, contentOf(zip, at));
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

function contentOf(zip: Buffer, entry: number): Buffer {
  const header = zip.readUInt32LE(entry + 42);
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const content = zip.subarray(start, start + zip.readUInt32LE(entry + 20));
  return zip.readUInt16LE(entry + 10) === 0 ? content : inflateRawSync(content);
}
