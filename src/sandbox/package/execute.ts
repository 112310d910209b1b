import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { stopSignals } from '../program';

/**
 * Runs a command until it ends, and passes signals on to it.
 * @returns its exit code; 128 and the signal's number if a signal ended it; 127 or 126 if it can't be started
 */
export async function execute(
  [program, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const options = { env, stdio: 'inherit' } as const;
  // On Windows, npm and others are scripts that only a shell starts.
  const child =
    process.platform === 'win32'
      ? spawn([program, ...args].map(quoted).join(' '), { ...options, shell: true })
      : spawn(program, args, options);
  const passOn = (signal: NodeJS.Signals) => {
    // A terminal sends Ctrl+C to the command too.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) {
      child.kill(signal);
    }
  };
  stopSignals.forEach((signal) => process.on(signal, passOn));
  try {
    return await new Promise((resolve) => {
      child.once('error', (error) => {
        console.error(`"${program}" can't be started: ${error.message}`);
        resolve('code' in error && error.code === 'ENOENT' ? 127 : 126);
      });
      child.once('exit', (code, signal) => {
        resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
      });
    });
  } finally {
    stopSignals.forEach((signal) => process.off(signal, passOn));
  }
}

/** The argument as one word of a Windows command line. */
function quoted(argument: string): string {
  return /^[\w.:/\\=@-]+$/.test(argument) ? argument : `"${argument.replaceAll('"', '\\"')}"`;
}
