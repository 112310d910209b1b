import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { parseArgs } from 'node:util';
import { defined } from '../../base/defined';
import { parseJson } from '../../base/json';
import type { ServerCertificate } from '../certificate';
import { type Fault, isFault, problemOf } from '../faults';
import { defaultPort, newAdminSecret, readPort } from '../program';
import type { SandboxOptions } from '../sandbox';
import type { SandboxSeed } from '../seed';
import { secretVariable } from './usage';

/** What a command line asks for. */
export interface CommandLine {
  readonly options: SandboxOptions & { readonly adminSecret: string };
  /** True for a secret from the environment, which is not printed. */
  readonly isSecretGiven: boolean;
  readonly readyOutput: 'text' | 'json' | 'silent';
  readonly failOnLeak: boolean;
  readonly failOnViolation: boolean;
  /** The program of `exec` and its arguments. */
  readonly command?: readonly [string, ...string[]];
}

const flags = {
  port: { type: 'string' },
  https: { type: 'boolean' },
  cert: { type: 'string' },
  key: { type: 'string' },
  auth: { type: 'string' },
  seed: { type: 'string' },
  'idle-ms': { type: 'string' },
  fault: { type: 'string', multiple: true },
  'fail-on-leak': { type: 'boolean' },
  'fail-on-violation': { type: 'boolean' },
  json: { type: 'boolean' },
  silent: { type: 'boolean' },
  version: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** The fields of faults that are numbers. */
const numbers: ReadonlySet<string> = new Set(['status', 'times', 'polls', 'bytes', 'until']);

type Flags = ReturnType<typeof parseFlags>['values'];

/** @throws Error that says in one line what is wrong */
export async function readCommandLine(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<CommandLine | 'help' | 'version'> {
  const end = args.indexOf('--');
  const [own, rest] = end < 0 ? [args, []] : [args.slice(0, end), args.slice(end + 1)];
  const { values, positionals } = parseFlags(own);
  if (values.help) {
    return 'help';
  }
  if (values.version) {
    return 'version';
  }
  const command = commandOf(positionals, rest);
  const secret = secretOf(environment);
  return {
    options: {
      ...(await optionsOf(values)),
      ...(command && values.port === undefined && { port: 0 }),
      adminSecret: secret ?? newAdminSecret(),
    },
    isSecretGiven: secret !== undefined,
    readyOutput: readyOutputOf(values, command !== undefined),
    failOnLeak: values['fail-on-leak'] === true,
    failOnViolation: values['fail-on-violation'] === true,
    ...defined({ command }),
  };
}

async function optionsOf(values: Flags): Promise<SandboxOptions> {
  const { port = defaultPort, https = false, fault = [] } = values;
  return {
    port: readPort(port),
    https: certificateOf(values) ?? https,
    faults: fault.map(faultOf),
    ...defined({ auth: authOf(values), seed: await seedOf(values), idleMs: idleMsOf(values) }),
  };
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, allowPositionals: true });
  } catch (error) {
    // Node's second sentence is about arguments that begin with a dash.
    const [reason = ''] = String(error instanceof Error ? error.message : error).split(/[.\n]/);
    throw new Error(`${reason}. --help lists the flags.`, { cause: error });
  }
}

function commandOf(
  positionals: readonly string[],
  [program, ...programArguments]: readonly string[],
): CommandLine['command'] {
  const [word, unexpected] = positionals;
  if (unexpected !== undefined || (word !== undefined && word !== 'exec')) {
    throw new Error(`Unexpected argument "${unexpected ?? word}". --help lists the flags.`);
  }
  if ((word === 'exec') !== (program !== undefined)) {
    throw new Error('exec and the command belong together: exec [flags] -- <command> [arguments].');
  }
  return program === undefined ? undefined : [program, ...programArguments];
}

function certificateOf({ cert, key }: Flags): ServerCertificate | undefined {
  if (cert === undefined && key === undefined) {
    return undefined;
  }
  if (cert === undefined || key === undefined) {
    throw new Error('--cert and --key belong together.');
  }
  const certificate = { cert: contentOf('--cert', cert), key: contentOf('--key', key) };
  try {
    createSecureContext(certificate);
  } catch (error) {
    throw new Error('--cert and --key must be a certificate and its key as PEM files.', {
      cause: error,
    });
  }
  return certificate;
}

function authOf({ auth }: Flags): 'any' | undefined {
  if (auth !== undefined && auth !== 'any') {
    throw new Error(`--auth must be any, not "${auth}".`);
  }
  return auth;
}

async function seedOf({ seed: file }: Flags): Promise<SandboxSeed | undefined> {
  if (file === undefined) {
    return undefined;
  }
  const seed = parseJson(contentOf('--seed', file));
  if (seed === undefined) {
    throw new Error(`--seed: ${file} is not JSON.`);
  }
  return (await import('../seedSchema')).readSeed(seed);
}

function idleMsOf({ 'idle-ms': text }: Flags): number | undefined {
  if (text !== undefined && !/^[1-9]\d{0,9}$/.test(text)) {
    throw new Error(`--idle-ms must be a number of milliseconds, not "${text}".`);
  }
  return text === undefined ? undefined : Number(text);
}

function readyOutputOf({ json, silent }: Flags, isExec: boolean): CommandLine['readyOutput'] {
  if (json && silent) {
    throw new Error('Choose one of --json and --silent.');
  }
  if (json) {
    return 'json';
  }
  // What the command prints may be read by another program.
  return silent || isExec ? 'silent' : 'text';
}

function secretOf({ [secretVariable]: secret }: NodeJS.ProcessEnv): string | undefined {
  if (secret && !/^[\x21-\x7e]{16,}$/.test(secret)) {
    throw new Error(`${secretVariable} must be 16 or more printable ASCII characters, no spaces.`);
  }
  return secret === '' ? undefined : secret;
}

function contentOf(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Error(`${flag}: ${file} can't be read (${reason}).`, { cause: error });
  }
}

/**
 * The fault of a `--fault`: the JSON of the admin API, or the kind and fields in short, for example
 * `error,error=accessConflict,times=2`.
 * @throws Error that says what is allowed
 */
function faultOf(text: string): Fault {
  const isJson = text.trimStart().startsWith('{');
  const fault = isJson ? parseJson(text) : parseShort(text);
  if (fault === undefined) {
    throw new Error(`--fault ${text}: this is not JSON.`);
  }
  if (!isFault(fault)) {
    throw new Error(`--fault ${text}: ${problemOf(fault) ?? ''}`);
  }
  return fault;
}

function parseShort(text: string): Readonly<Record<string, unknown>> {
  const [kind = '', ...fields] = text.split(',');
  const pairs = fields.map((field) => {
    const [name = '', ...value] = field.split('=');
    const content = value.join('=');
    return [name, numbers.has(name) && content !== '' ? Number(content) : content] as const;
  });
  return { kind, ...Object.fromEntries(pairs) };
}
