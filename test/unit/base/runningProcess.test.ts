import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { waitFor } from '../../host/wait.mjs';
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

  if (process.platform === 'linux') {
    it('is false for a process that has ended, even if its parent never asks about it', async () => {
      const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60']);
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const child = Number(line.toString());
      const isSleep = () => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'sleep\n';
      await waitFor(isSleep, { what: 'the parent that never asks' });
      process.kill(child, 'SIGKILL');
      await waitFor(() => !isProcessRunning(child), { what: 'the end of the child' });
      assert.doesNotThrow(() => process.kill(child, 0), 'The system still has its ID.');
      parent.kill('SIGKILL');
    });
  }
});
