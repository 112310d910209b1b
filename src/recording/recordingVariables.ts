import { delimiter } from 'node:path';
import { recordingVariable, type RecordingEnvironment } from './recordingProtocol';

/** Where the hooks are: a script for Node and a folder for Python. */
export interface Hooks {
  readonly node: string;
  readonly python: string;
}

/**
 * The variables with which a program is recorded, as additions to those that it would have anyway.
 * @see https://nodejs.org/api/cli.html#node_optionsoptions for the quotes
 */
export function recordingVariables(
  others: Readonly<Record<string, string | null | undefined>>,
  hooks: Hooks,
  environment: RecordingEnvironment,
): Readonly<Record<string, string>> {
  const quoted = `"${hooks.node.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  return {
    [recordingVariable]: JSON.stringify(environment),
    NODE_OPTIONS: joined([others['NODE_OPTIONS'], `--require ${quoted}`], ' '),
    PYTHONPATH: joined([hooks.python, others['PYTHONPATH']], delimiter),
  };
}

function joined(parts: readonly (string | null | undefined)[], separator: string): string {
  return parts.filter(Boolean).join(separator);
}
