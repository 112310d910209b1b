import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { GraphTarget, SandboxInstance } from '../../model/workbookSession';
import type { SandboxSample } from './sandboxSamples';

/** A sandbox that answers. */
export interface RunningSandbox {
  readonly instance: SandboxInstance;
  readonly samples: readonly SandboxSample[];
  /** Stops it; absent when this window did not start it. */
  close?(): Promise<void>;
}

/** How to get at a sandbox. */
export interface SandboxLauncher {
  /** Microsoft Graph as the settings name it: where this window works without a sandbox. */
  graphTarget(): GraphTarget;
  /** The setting's value; empty for the built-in one. */
  endpoint(): string;
  /** Starts the built-in one in this window. */
  startBuiltIn(): Promise<RunningSandbox & { close(): Promise<void> }>;
  /** Finds one that runs elsewhere on this machine. @throws WorkbookSessionError `sandboxUnavailable` */
  connect(endpoint: string): Promise<RunningSandbox>;
}

/** Whether this window works against a sandbox; never written to a setting, so it ends with the window. */
export class SandboxController implements Disposable {
  private readonly changes = new Emitter<undefined>();
  private sandbox: Promise<RunningSandbox> | undefined;
  private current: RunningSandbox | undefined;

  readonly onDidChange = this.changes.event;

  constructor(private readonly launcher: SandboxLauncher) {}

  get running(): RunningSandbox | undefined {
    return this.current;
  }

  /** Where new sessions are opened in this window. */
  target(): GraphTarget {
    return this.current
      ? { cloud: 'sandbox', sandbox: this.current.instance }
      : this.launcher.graphTarget();
  }

  /** Where a session of this drive lives, for callers that name no host. */
  targetOfDrive(driveId: string): GraphTarget {
    const isSandboxDrive = this.current?.samples.some((sample) => sample.driveId === driveId);
    return isSandboxDrive ? this.target() : this.launcher.graphTarget();
  }

  /**
   * Starts the sandbox, once however often it is asked for.
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

  /** Stops it, or leaves one that was not started here; answers which, and whether it is over. */
  async stop(): Promise<{ instance: SandboxInstance; isOver: boolean } | undefined> {
    const stopped = this.current;
    this.sandbox = undefined;
    this.current = undefined;
    this.changes.fire(undefined);
    await stopped?.close?.();
    return stopped && { instance: stopped.instance, isOver: stopped.close !== undefined };
  }

  dispose(): void {
    void this.current?.close?.();
    this.changes.dispose();
  }
}
