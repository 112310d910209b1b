import { linkedSignal } from '../base/abort';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { CommandTokens } from './commandTokens';
import { WorkbookSessionError } from '../model/errors';
import type { Credential } from '../model/ports';

/** How a command runs. */
export interface CommandOptions {
  /** True when a sign-in dialog may open before the first request. */
  readonly interactive: boolean;
  /** Ends the command. Requests that were not sent yet are not sent. */
  readonly signal?: AbortSignal;
}

/**
 * Call this before each dialog, because a command that has ended must not ask anything.
 * @throws WorkbookSessionError `cancelled`
 */
export function requireGoingOn(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new WorkbookSessionError('cancelled');
  }
}

/** Runs commands, each with tokens of its own that end with the command or with the window. */
export class CommandRunner implements Disposable {
  private readonly disposed = new AbortController();

  constructor(
    private readonly credential: Credential,
    private readonly clock: Clock,
  ) {}

  async run<T>(
    { interactive, signal }: CommandOptions,
    work: (tokens: CommandTokens) => Promise<T>,
  ): Promise<T> {
    const linked = linkedSignal(this.disposed.signal, ...(signal ? [signal] : []));
    const { credential, clock, disposed } = this;
    const tokens = new CommandTokens(
      credential,
      clock,
      interactive,
      linked.signal,
      disposed.signal,
    );
    try {
      return await work(tokens);
    } finally {
      tokens.dispose();
      linked.dispose();
    }
  }

  dispose(): void {
    this.disposed.abort();
  }
}
