/** An answer of the sandbox. */
export interface SandboxAnswer {
  readonly status: number;
  /** The headers by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}
