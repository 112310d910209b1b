import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installHooks } from '../../../src/recording/hookFiles';

describe('The copies of the hooks', () => {
  let folder: string;
  let source: string;
  let storage: string;

  const writeHooks = (text: string) => {
    mkdirSync(join(source, 'python', 'package'), { recursive: true });
    writeFileSync(join(source, 'python', 'package', 'recording.py'), `# ${text}`);
    writeFileSync(join(source, 'node.cjs'), `// ${text}`);
    writeFileSync(join(source, 'python', 'sitecustomize.py'), `# ${text}`);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hooks-'));
    source = join(folder, 'extension');
    storage = join(folder, 'storage');
    writeHooks('first');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('lie in the storage of the extension', async () => {
    const { node, python } = await installHooks(source, storage);
    assert.ok(node.startsWith(storage));
    assert.equal(readFileSync(node, 'utf8'), '// first');
    assert.equal(readFileSync(join(python, 'sitecustomize.py'), 'utf8'), '# first');
  });

  it('stay where they are when an update brings others', async () => {
    const first = await installHooks(source, storage);
    writeHooks('second');
    const second = await installHooks(source, storage);
    assert.notEqual(first.node, second.node);
    assert.equal(readFileSync(first.node, 'utf8'), '// first');
    assert.equal(readFileSync(second.node, 'utf8'), '// second');
  });

  it('come back when somebody removed one', async () => {
    const { node, python } = await installHooks(source, storage);
    const inPackage = join(python, 'package', 'recording.py');
    rmSync(node);
    rmSync(inPackage);
    await installHooks(source, storage);
    assert.equal(readFileSync(node, 'utf8'), '// first');
    assert.equal(readFileSync(inPackage, 'utf8'), '# first');
  });

  it('are made once when several windows make them at the same time', async () => {
    const made = await Promise.all([1, 2, 3].map(() => installHooks(source, storage)));
    assert.equal(new Set(made.map(({ node }) => node)).size, 1);
    assert.equal(readdirSync(join(storage, 'hooks')).length, 1);
    assert.equal(readFileSync(made[0]?.node ?? '', 'utf8'), '// first');
  });
});
