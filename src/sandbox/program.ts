import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { adminPath } from './adminApi';
import { type Sandbox, type SandboxOptions, startSandbox } from './sandbox';

/** The port of a sandbox that is started from a terminal. */
export const defaultPort = '8365';

/** How a program runs a sandbox. */
export interface SandboxRun {
  readonly options: SandboxOptions;
  /** Uses the sandbox until it is to stop. @returns the exit code */
  use(sandbox: Sandbox): Promise<number>;
}

/**
 * Runs a sandbox as a program, and sets the exit code of the process.
 * @param read what to do, or a text to print; an error that it throws is printed in one line
 */
export async function runProgram(
  read: () => SandboxRun | string | Promise<SandboxRun | string>,
): Promise<void> {
  try {
    const run = await read();
    if (typeof run === 'string') {
      console.log(run);
      return;
    }
    const sandbox = await startSandbox(run.options);
    try {
      process.exitCode = await run.use(sandbox);
    } finally {
      await sandbox.close();
    }
  } catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
  }
}

/** Prints the addresses and the secret, and resolves when a signal stops the process. */
export async function serve(
  sandbox: Sandbox,
  secretText: string,
  ...more: readonly string[]
): Promise<void> {
  const stopped = stopSignal();
  console.log(`Workbook Sessions sandbox: ${sandbox.endpoint}`);
  console.log(`Admin API: ${adminAddressOf(sandbox)}`);
  console.log(`Admin secret: ${secretText}`);
  more.forEach((line) => {
    console.log(line);
  });
  await stopped;
}

/** The signals that stop a program. */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves when a signal stops the process. */
export async function stopSignal(): Promise<void> {
  await Promise.race(stopSignals.map((signal) => once(process, signal)));
}

/** The address before the routes of the admin API. */
export function adminAddressOf({ endpoint }: Sandbox): string {
  return endpoint + adminPath;
}

/** A new secret for the admin API. */
export function newAdminSecret(): string {
  return randomBytes(24).toString('base64url');
}

/** The port in the value of `--port`. */
export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new Error(`--port must be a number from 0 to 65535, not "${text}".`);
  }
  return port;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return 'code' in error && error.code === 'EADDRINUSE'
    ? 'Another program uses this port. Choose another port with --port, or 0 for any free port.'
    : error.message;
}
