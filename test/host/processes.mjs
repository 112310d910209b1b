// Processes that leave nothing behind: each runs in a group of its own, which is ended as a whole.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { waitFor } from './wait.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

const windows = process.platform === 'win32';

/** @type {Set<ChildProcess>} */
const running = new Set();

process.on('exit', () => {
  for (const child of running) {
    signalTree(child, 'SIGKILL');
  }
});

/**
 * Starts a process with its own group; when this process exits, the group is killed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {ChildProcess} its stdout and stderr are pipes
 */
export function startProcess(command, args, options = {}) {
  const child = spawn(command, args, {
    ...options,
    detached: !windows,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('error', () => running.delete(child));
  return child;
}

/**
 * Ends a process with all that it started, first politely; done when the group is empty.
 *
 * @param {ChildProcess} child
 * @param {{ graceMs?: number }} [options]
 */
export async function stopProcess(child, { graceMs = 3000 } = {}) {
  if (child.pid === undefined) {
    return;
  }
  const gone = () => !isAlive(child);
  signalTree(child, 'SIGTERM');
  try {
    await waitFor(gone, { timeoutMs: graceMs });
  } catch {
    signalTree(child, 'SIGKILL');
    await waitFor(gone, { what: `the end of process ${child.pid}` });
  }
  running.delete(child);
}

/**
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalTree(child, signal) {
  const { pid } = child;
  if (pid === undefined) {
    return;
  }
  try {
    if (windows) {
      execFileSync('taskkill', ['/T', '/F', '/PID', String(pid)], { stdio: 'ignore' });
    } else {
      process.kill(-pid, signal);
    }
  } catch {
    // Nothing of it is left.
  }
}

/** @param {ChildProcess} child */
function isAlive(child) {
  if (windows) {
    return child.exitCode === null && child.signalCode === null;
  }
  try {
    process.kill(-(/** @type {number} */ (child.pid)), 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * The processes below one, as far as they are still its children's children.
 *
 * @param {number} ancestor
 * @returns {{ pid: number, command: string }[]}
 */
export function descendants(ancestor) {
  const all = listProcesses();
  const found = new Set([ancestor]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const { pid, parent } of all) {
      if (found.has(parent)) {
        found.add(pid);
      }
    }
  }
  return all
    .filter(({ pid }) => pid !== ancestor && found.has(pid))
    .map(({ pid, command }) => ({ pid, command }));
}

/**
 * Tells when those who started this process have ended without a word to it: a signal to npm alone, say, ends npm but
 * not the script that it runs.
 *
 * @param {() => void} callback
 */
export function onOrphaned(callback) {
  const parent = process.ppid;
  const npm = process.env['npm_lifecycle_event']
    ? listProcesses().find(({ pid }) => pid === parent)?.parent
    : undefined;
  const timer = setInterval(() => {
    if (process.ppid !== parent || !exists(parent) || (npm !== undefined && !exists(npm))) {
      clearInterval(timer);
      callback();
    }
  }, 500);
  timer.unref();
}

/** @param {number} pid */
function exists(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @typedef {{ pid: number, parent: number, command: string }} ProcessInfo */

/** @returns {ProcessInfo[]} */
function listProcesses() {
  if (process.platform === 'linux') {
    return listProc();
  }
  return windows ? listWindows() : listPs();
}

/** @returns {ProcessInfo[]} */
function listProc() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        return []; // It ended meanwhile.
      }
    });
}

/** @returns {ProcessInfo[]} */
function listPs() {
  const table = execFileSync('ps', ['-axo', 'pid=,ppid=,command='], { encoding: 'utf8' });
  return table.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match
      ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? '' }]
      : [];
  });
}

/** @returns {ProcessInfo[]} */
function listWindows() {
  const query =
    'Get-CimInstance Win32_Process | Select-Object ProcessId,ParentProcessId,CommandLine | ConvertTo-Json -Compress';
  const answer = execFileSync('powershell', ['-NoProfile', '-Command', query], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  /** @type {{ ProcessId: number, ParentProcessId: number, CommandLine: string | null }[]} */
  const rows = JSON.parse(answer);
  return rows.map((row) => ({
    pid: row.ProcessId,
    parent: row.ParentProcessId,
    command: row.CommandLine ?? '',
  }));
}
