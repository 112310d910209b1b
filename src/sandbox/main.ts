import { parseArgs } from 'node:util';
import { sandboxToken } from '../base/sandboxToken';
import {
  defaultPort,
  newAdminSecret,
  readPort,
  runProgram,
  type SandboxRun,
  serve,
} from './program';
import { startSandbox } from './sandbox';

export { sandboxToken, startSandbox };
export type { Sandbox, SandboxOptions } from './sandbox';

const usage = `A local stand-in for Microsoft Graph's workbook sessions, for this machine only.

Usage: node sandbox.js [--port <number>]

  --port <number>  The port on 127.0.0.1 (default ${defaultPort}). 0 uses any free port.
  --help           Shows this text.

The sandbox accepts only this token, which is no secret: Authorization: Bearer ${sandboxToken}
GET / lists workbooks to try. Press Ctrl+C to stop the sandbox.

The npm package workbook-sessions-sandbox has more flags, for example for https.`;

/** What the arguments ask for. Other flags are only in the npm package, to keep the extension small. */
function read(): SandboxRun | string {
  const { port, help } = parseArgs({
    options: { port: { type: 'string', default: defaultPort }, help: { type: 'boolean' } },
  }).values;
  const adminSecret = newAdminSecret();
  return help
    ? usage
    : {
        options: { port: readPort(port), adminSecret },
        use: async (sandbox) => {
          await serve(sandbox, adminSecret);
          return 0;
        },
      };
}

if (require.main === module) {
  void runProgram(read);
}
