import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import path from 'node:path';

const root = path.join(__dirname, '../..');
const src = path.join(root, 'src');
const load = createRequire(__filename);

/** A file of src, named from there with slashes, and what it imports. */
interface SourceFile {
  readonly name: string;
  readonly layer: string;
  readonly imports: readonly string[];
}

const files: readonly SourceFile[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts'))
  .sort()
  .map((name) => ({
    name,
    layer: name.includes('/') ? (name.split('/')[0] ?? '') : name,
    imports: importsOf(readFileSync(path.join(src, name), 'utf8')),
  }));

function importsOf(text: string): string[] {
  const patterns = [/\bfrom\s+'([^']+)'/g, /\bimport\s+'([^']+)'/g, /\bimport\(\s*'([^']+)'/g];
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([, specifier]) => specifier ?? ''),
  );
}

/** The file or package that an import means: a name from src, or the package. */
function targetOf(from: SourceFile, specifier: string): string {
  if (!specifier.startsWith('.')) {
    return specifier;
  }
  const joined = path.posix.join(path.posix.dirname(from.name), specifier);
  return joined.endsWith('.json') ? joined : `${joined}.ts`;
}

/** What the table in ARCHITECTURE.md allows, by layer. */
const allowed: ReadonlyMap<string, readonly string[]> = new Map(
  [
    ...readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8').matchAll(
      /^\| `([\w.]+)\/?` +\| ([^|]+?) +\|/gm,
    ),
  ].map(([, layer = '', may = '']) => [
    layer,
    may === 'everything' ? ['*'] : [...may.matchAll(/`([\w.]+)`/g)].map(([, name]) => name ?? ''),
  ]),
);

describe('the layers of src', () => {
  it('are those of ARCHITECTURE.md', () => {
    const layers = new Set(files.map(({ layer }) => layer));
    layers.delete('contributions.ts');
    assert.deepEqual([...layers].sort(), [...allowed.keys()].sort());
  });

  it('import what ARCHITECTURE.md allows, and nothing else of src', () => {
    const wrong = files.flatMap((file) =>
      file.imports
        .filter((specifier) => specifier.startsWith('.') && !specifier.endsWith('package.json'))
        .map((specifier) => targetOf(file, specifier))
        .filter((target) => !mayImport(file, layerOf(target)))
        .map((target) => `${file.name} imports ${target}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('import files that exist', () => {
    const names = new Set(files.map(({ name }) => name));
    const missing = files.flatMap((file) =>
      file.imports
        .filter((specifier) => specifier.startsWith('.') && !specifier.endsWith('.json'))
        .map((specifier) => targetOf(file, specifier))
        .filter((target) => !names.has(target)),
    );
    assert.deepEqual(missing, []);
  });

  const packages: Readonly<Record<string, (file: SourceFile) => boolean>> = {
    vscode: ({ layer }) => ['vscode', 'extension.ts'].includes(layer),
    '@azure/msal-node': ({ name }) => name.startsWith('auth/msal/'),
    'node-fetch': ({ name }) => name === 'base/nodeFetch.ts',
    '@vscode/extension-telemetry': ({ name }) => name === 'vscode/telemetryReporter.ts',
    '@vscode/l10n': ({ layer }) => ['presentation', 'vscode', 'extension.ts'].includes(layer),
    hono: ({ layer }) => layer === 'sandbox',
    '@hono/node-server': ({ layer }) => layer === 'sandbox',
  };

  it('import each package only where it belongs', () => {
    const wrong = files.flatMap((file) =>
      file.imports
        .filter((specifier) => !specifier.startsWith('.') && !isBuiltIn(specifier))
        .filter((specifier) => !packages[packageOf(specifier)]?.(file))
        .map((specifier) => `${file.name} imports ${specifier}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('name Node’s own modules as such', () => {
    const wrong = files.flatMap((file) =>
      file.imports.filter((specifier) => builtinModules.includes(specifier)),
    );
    assert.deepEqual(wrong, []);
  });

  it('hold no ring of files', () => {
    const graph = new Map(
      files.map((file) => [file.name, file.imports.map((specifier) => targetOf(file, specifier))]),
    );
    assert.deepEqual(ringsOf(graph), []);
  });

  for (const { name, layer } of files) {
    if (!['vscode', 'extension.ts', 'commands.ts', 'msal.ts'].includes(layer)) {
      it(`load ${name} without VS Code`, () => {
        assert.ok(load(path.join(src, name)));
      });
    }
  }
});

function layerOf(name: string): string {
  return name.includes('/') ? (name.split('/')[0] ?? '') : name;
}

function mayImport({ layer }: SourceFile, target: string): boolean {
  const may = allowed.get(layer) ?? [];
  return target === layer || may.includes('*') || may.includes(target);
}

function isBuiltIn(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** What is left when files that import none of the rest are taken away, again and again. */
function ringsOf(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const left = new Map(graph);
  for (let size = -1; size !== left.size;) {
    size = left.size;
    for (const [name, imports] of left) {
      if (!imports.some((target) => left.has(target))) {
        left.delete(name);
      }
    }
  }
  return [...left.keys()];
}
