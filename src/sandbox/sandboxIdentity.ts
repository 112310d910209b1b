/** Distinguishes this sandbox from a later one on the same port. */
export interface SandboxIdentity {
  /** Empty before the sandbox listens. */
  readonly endpoint: string;
  readonly instanceId: string;
  readonly processId: number;
}
