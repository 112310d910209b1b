import { linkedSignal } from '../base/abort';
import type { Clock } from '../base/clock';
import { CommandTokens } from './commandTokens';
import { WorkbookSessionError } from '../model/errors';
import type { Credential } from '../model/ports';

/** How a command may behave. */
export interface CommandOptions {
  /** True when a sign-in dialog may open before the first request. */
  readonly interactive: boolean;
  /** Ends the command: what was not sent yet is not sent. */
  readonly signal?: AbortSignal;
}

/**
 * To be called before each dialog: a command that is over asks nothing.
 * @throws WorkbookSessionError `cancelled`
 */
export function requireGoingOn(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new WorkbookSessionError('cancelled');
  }
}

/** Runs a command with tokens of its own and a signal that aborts too when its service ends. */
export async function inCommand<T>(
  deps: { readonly tokens: Credential; readonly clock: Clock },
  disposed: AbortSignal,
  { interactive, signal }: CommandOptions,
  run: (tokens: CommandTokens, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const linked = linkedSignal(disposed, ...(signal ? [signal] : []));
  const tokens = new CommandTokens(deps.tokens, deps.clock, interactive, linked.signal);
  try {
    return await run(tokens, linked.signal);
  } finally {
    tokens.dispose();
    linked.dispose();
  }
}
