import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { sandboxToken } from '../base/sandboxToken';
import { adminPath } from './adminApi';
import { startSandbox } from './sandbox';

export { sandboxToken, startSandbox };
export type { Sandbox, SandboxOptions } from './sandbox';

const defaultPort = '8365';
const usage = `A local stand-in for Microsoft Graph's workbook sessions, for this machine only.

Usage: node sandbox.js [--port <number>]

  --port <number>  The port on 127.0.0.1 (default ${defaultPort}). 0 uses any free port.
  --help           Shows this text.

The sandbox accepts only this token, which is no secret: Authorization: Bearer ${sandboxToken}
GET / lists workbooks to try. Press Ctrl+C to stop the sandbox.

At its start, the sandbox prints the address of its admin API and a secret. With the header
Authorization: Bearer <secret>, you can GET {address}/violations and {address}/requests, and POST
JSON to {address}/faults, {address}/clock, {address}/sessions/drop and {address}/reset.`;

/** Runs the sandbox until the process receives a signal to stop. */
async function main(): Promise<void> {
  const { port, help } = parseArgs({
    options: { port: { type: 'string', default: defaultPort }, help: { type: 'boolean' } },
  }).values;
  if (help) {
    console.log(usage);
    return;
  }
  const adminSecret = randomBytes(24).toString('base64url');
  const sandbox = await startSandbox({ port: parsePort(port), adminSecret });
  console.log(`Workbook Sessions sandbox: ${sandbox.endpoint}`);
  console.log(`Admin API: ${sandbox.endpoint}${adminPath}`);
  console.log(`Admin secret: ${adminSecret}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sandbox.close());
  }
}

function parsePort(text: string): number {
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

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(explain(error));
    process.exitCode = 1;
  });
}
