import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { GraphTarget, SandboxInstance, SandboxSample } from '../../model/workbookSession';

/** A sandbox that is running. */
export interface RunningSandbox {
  readonly instance: SandboxInstance;
  readonly samples: readonly SandboxSample[];
  /** Stops it; absent when this window did not start it. */
  close?(): Promise<void>;
}

/** Starts a sandbox or finds a running one. */
export interface SandboxLauncher {
  /** Microsoft Graph in the cloud of the settings, which this window uses without a sandbox. */
  graphTarget(): GraphTarget;
  /** The setting `sandbox.endpoint`; empty for the built-in sandbox. */
  endpoint(): string;
  /** Starts the built-in sandbox in this window. */
  startBuiltIn(): Promise<RunningSandbox & { close(): Promise<void> }>;
  /** Finds a sandbox that runs elsewhere on this machine. @throws WorkbookSessionError `sandboxUnavailable` */
  connect(endpoint: string): Promise<RunningSandbox>;
}

/** Knows whether this window uses a sandbox. No setting stores this, so it ends with the window. */
export class SandboxController implements Disposable {
  private readonly changes = new Emitter<undefined>();
  private sandbox: Promise<RunningSandbox> | undefined;
  private current: RunningSandbox | undefined;

  readonly onDidChange = this.changes.event;

  constructor(private readonly launcher: SandboxLauncher) {}

  get running(): RunningSandbox | undefined {
    return this.current;
  }

  /** The target of new sessions in this window. */
  target(): GraphTarget {
    return this.current
      ? { cloud: 'sandbox', sandbox: this.current.instance }
      : this.launcher.graphTarget();
  }

  /** The target of a session in this drive, for callers that name no host. */
  targetOfDrive(driveId: string): GraphTarget {
    const isSandboxDrive = this.current?.samples.some((sample) => sample.driveId === driveId);
    return isSandboxDrive ? this.target() : this.launcher.graphTarget();
  }

  /**
   * Starts the sandbox, unless it runs or is starting.
   * @throws WorkbookSessionError `sandboxUnavailable`
   */
  async start(): Promise<RunningSandbox> {
    const endpoint = this.launcher.endpoint();
    this.sandbox ??=
      endpoint === '' ? this.launcher.startBuiltIn() : this.launcher.connect(endpoint);
    try {
      this.current = await this.sandbox;
    } catch (error) {
      this.sandbox = undefined;
      throw error;
    }
    this.changes.fire(undefined);
    return this.current;
  }

  /** Ends the use of the sandbox, and stops it if this window started it. @returns undefined without a sandbox */
  async stop(): Promise<{ instance: SandboxInstance; isStopped: boolean } | undefined> {
    const stopped = this.current;
    this.sandbox = undefined;
    this.current = undefined;
    this.changes.fire(undefined);
    await stopped?.close?.();
    return stopped && { instance: stopped.instance, isStopped: stopped.close !== undefined };
  }

  dispose(): void {
    void this.current?.close?.();
    this.changes.dispose();
  }
}
