import { version } from '../../../package.json';
import { defined } from '../../base/defined';
import { adminAddressOf, runProgram, type SandboxRun, serve, stopSignal } from '../program';
import type { Sandbox } from '../sandbox';
import { type CommandLine, readCommandLine } from './commandLine';
import { execute } from './execute';
import { leakReport, violationReport } from './report';
import { TrustFiles } from './trustFiles';
import { secretVariable, usage } from './usage';

const leakCode = 3;
const violationCode = 4;

/** Runs the sandbox as the arguments say, and sets the exit code of the process. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  await runProgram(async () => {
    const commandLine = await readCommandLine(args, process.env);
    if (typeof commandLine === 'string') {
      return commandLine === 'help' ? usage : version;
    }
    return runOf(commandLine);
  });
}

function runOf(commandLine: CommandLine): SandboxRun {
  return {
    options: commandLine.options,
    use: async (sandbox) => {
      const { certificate } = sandbox;
      const trust = certificate === undefined ? undefined : new TrustFiles(certificate);
      try {
        const code = await use(commandLine, sandbox, trust);
        const foundCode = report(commandLine, sandbox);
        return code || foundCode;
      } finally {
        trust?.remove();
      }
    },
  };
}

/** @returns the exit code of the command, or 0 when a signal stops the process */
async function use(
  { command, readyOutput, options, isSecretGiven }: CommandLine,
  sandbox: Sandbox,
  trust: TrustFiles | undefined,
): Promise<number> {
  const { adminSecret } = options;
  const shownSecret = isSecretGiven ? undefined : adminSecret;
  if (readyOutput === 'text') {
    await serve(
      sandbox,
      shownSecret ?? `from ${secretVariable}`,
      ...(trust ? [`Certificate to trust: ${trust.certificateFile}`] : []),
    );
    return 0;
  }
  const stopped = command ? undefined : stopSignal();
  if (readyOutput === 'json') {
    console.log(readyLine(sandbox, shownSecret, trust));
  }
  if (command) {
    return execute(command, environmentOf(sandbox, adminSecret, trust));
  }
  await stopped;
  return 0;
}

function readyLine(sandbox: Sandbox, adminSecret?: string, trust?: TrustFiles): string {
  const { endpoint, token } = sandbox;
  return JSON.stringify({
    ...{ endpoint, token, adminApi: adminAddressOf(sandbox) },
    ...defined({ adminSecret, certificateFile: trust?.certificateFile }),
    ...{ processId: process.pid, version },
  });
}

/** The environment of a command, with all that its clients need. */
function environmentOf(
  sandbox: Sandbox,
  adminSecret: string,
  trust: TrustFiles | undefined,
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...trust?.variables(process.env),
    GRAPH_BASE_URL: sandbox.endpoint,
    GRAPH_ACCESS_TOKEN: sandbox.token,
    WORKBOOK_SESSIONS_SANDBOX_ADMIN: adminAddressOf(sandbox),
    [secretVariable]: adminSecret,
  };
}

/** Says what the requests left open or did wrong. @returns the exit code */
function report({ failOnLeak, failOnViolation, command }: CommandLine, sandbox: Sandbox): number {
  const findings = [
    { text: leakReport(sandbox.leaks), isFailure: failOnLeak, code: leakCode },
    { text: violationReport(sandbox), isFailure: failOnViolation, code: violationCode },
  ].filter(({ text, isFailure }) => text !== undefined && (isFailure || command !== undefined));
  findings.forEach(({ text }) => {
    console.error(text);
  });
  return findings.find(({ isFailure }) => isFailure)?.code ?? 0;
}
