import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import path from 'node:path';
import { forAll, subjects } from '../subjects.mjs';

const root = path.join(__dirname, '../..');
const src = path.join(root, 'src');
const load = createRequire(__filename);

/** A file of src, named from there with slashes, and what it imports. */
interface SourceFile {
  readonly name: string;
  readonly subject: string;
  readonly imports: readonly string[];
}

const files: readonly SourceFile[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts'))
  .sort()
  .map((name) => ({
    name,
    subject: subjectOf(name),
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
  const ending = existsSync(path.join(src, `${joined}.d.ts`)) ? '.d.ts' : '.ts';
  return joined.endsWith('.json') ? joined : `${joined}${ending}`;
}

describe('the folders of src', () => {
  it('are those of ARCHITECTURE.md', () => {
    const named = new Set(files.map(({ subject }) => subject));
    named.delete('contributions.ts');
    assert.deepEqual([...named].sort(), [...subjects.keys()].sort());
  });

  it('import what ARCHITECTURE.md allows, and nothing else of src', () => {
    const wrong = files.flatMap((file) =>
      file.imports
        .filter((specifier) => specifier.startsWith('.') && !specifier.endsWith('package.json'))
        .map((specifier) => targetOf(file, specifier))
        .filter((target) => !mayImport(file, subjectOf(target)))
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
    vscode: knowsVscode,
    '@azure/msal-node': ({ name }) => name.startsWith('accounts/msal/'),
    valibot: () => true,
    '@peculiar/x509': ({ name }) => name === 'sandbox/certificate.ts',
    'node-fetch': ({ name }) => name === 'base/nodeFetch.ts',
    '@vscode/extension-telemetry': ({ name }) => name === 'telemetry/telemetryReporter.ts',
    '@vscode/l10n': ({ subject }) => !speechless.has(subject),
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

  for (const file of files.filter((one) => !knowsVscode(one))) {
    it(`load ${file.name} without VS Code`, () => {
      assert.ok(load(path.join(src, file.name)));
    });
  }
});

/** `sessions/ui` for what is there, `sessions` for what is beside it, its name for a file of src itself. */
function subjectOf(name: string): string {
  const [first = '', second, third] = name.split('/');
  const inner = `${first}/${second}`;
  return third !== undefined && subjects.has(inner) ? inner : first;
}

/** Folders whose words nobody reads. */
const speechless: ReadonlySet<string> = new Set([
  ...['base', 'model', 'storage', 'requests', 'graph', 'telemetry', 'sandbox', 'sessions/store'],
]);

function knowsVscode({ subject, name }: SourceFile): boolean {
  const isJoint = subject.endsWith('.ts') && subject !== 'contributions.ts';
  const isOfWindow = subject === 'window' || subject.endsWith('/ui');
  return isJoint || isOfWindow || name === 'telemetry/telemetryReporter.ts';
}

function mayImport({ subject }: SourceFile, target: string): boolean {
  const may = [subject, ...forAll, ...(subjects.get(subject) ?? [])];
  return may.includes('*') || may.includes(target);
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
