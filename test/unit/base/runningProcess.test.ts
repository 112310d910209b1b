import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isProcessRunning } from '../../../src/base/runningProcess';

describe('isProcessRunning', () => {
  it('is true for this process', () => {
    assert.equal(isProcessRunning(process.pid), true);
  });

  it('is true for another process until it ends', async () => {
    const child = spawn(process.execPath, ['--eval', 'setInterval(() => undefined, 1000)']);
    assert.ok(child.pid);
    assert.equal(isProcessRunning(child.pid), true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(isProcessRunning(child.pid), false);
  });
});
