import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { recordingVariables } from '../../../src/recording/recordingVariables';

const environment = { version: 1, pipe: '/run/x', secret: 's', closeOnExit: false };
const hooks = { node: '/storage/hooks/1/node.cjs', python: '/storage/hooks/1/python' };

describe('The variables of a recorded program', () => {
  it('name the hooks and the way to the window', () => {
    assert.deepEqual(recordingVariables({}, hooks, environment), {
      WORKBOOK_SESSIONS_RECORDING: JSON.stringify(environment),
      NODE_OPTIONS: '--require "/storage/hooks/1/node.cjs"',
      PYTHONPATH: '/storage/hooks/1/python',
    });
  });

  it('keep the options and the folders that are there', () => {
    const others = { NODE_OPTIONS: '--max-old-space-size=4096', PYTHONPATH: '/own' };
    const { NODE_OPTIONS, PYTHONPATH } = recordingVariables(others, hooks, environment);
    assert.equal(NODE_OPTIONS, `--max-old-space-size=4096 --require "${hooks.node}"`);
    assert.equal(PYTHONPATH, `${hooks.python}${delimiter}/own`);
  });

  it('lead Node to a hook in a folder with spaces, quotes and backslashes', () => {
    const odd = process.platform === 'win32' ? 'a b' : String.raw`a "b" c\d`;
    const folder = mkdtempSync(join(tmpdir(), odd));
    const node = join(folder, 'node.cjs');
    writeFileSync(node, 'console.log("the hook runs");');
    const variables = recordingVariables({}, { ...hooks, node }, environment);
    const output = execFileSync(process.execPath, ['-e', ''], {
      env: { ...process.env, ...variables },
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true });
    assert.equal(output, 'the hook runs\n');
  });
});
