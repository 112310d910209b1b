import { readFileSync } from 'node:fs';

/** True while a process on this machine has the id. The system may give the id to a later process. */
export function isProcessRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return !isDefunct(processId);
  } catch (error) {
    // The process belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** True on Linux for a process that has ended, but that its parent has not asked about yet. */
function isDefunct(processId: number): boolean {
  if (process.platform !== 'linux') {
    return false;
  }
  try {
    // The state follows the program's name, which may contain anything.
    return /\) Z [^)]*$/.test(readFileSync(`/proc/${processId}/stat`, 'latin1'));
  } catch {
    return false;
  }
}
