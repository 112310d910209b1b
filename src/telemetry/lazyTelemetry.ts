import type { Disposable } from '../base/disposable';
import type { Logger } from '../model/ports';
import type { Telemetry } from './telemetryEvents';
import type { TelemetryEvent } from './telemetryEvents';

/** What sends events in the end. */
export interface TelemetrySender extends Telemetry, Disposable {}

/**
 * Telemetry that costs nothing until there is something to tell and somebody who may be told: only then
 * is the sender loaded. Without a connection string, or while VS Code's telemetry is off, nothing happens.
 */
export class LazyTelemetry implements Telemetry, Disposable {
  private sender: Promise<TelemetrySender> | undefined;
  private isDisposed = false;

  constructor(
    private readonly deps: {
      readonly connectionString: string;
      /** Asked for each event: the user may turn telemetry on and off at any time. */
      readonly isEnabled: () => boolean;
      readonly load: (connectionString: string) => Promise<TelemetrySender>;
      readonly logger: Logger;
    },
  ) {}

  send(event: TelemetryEvent): void {
    const { connectionString, isEnabled, load } = this.deps;
    if (this.isDisposed || connectionString === '' || !isEnabled()) {
      return;
    }
    this.sender ??= load(connectionString);
    this.later((sender) => {
      sender.send(event);
    });
  }

  /** Lets the sender send what it holds, and waits for nothing: loss is allowed, delay is not. */
  dispose(): void {
    this.isDisposed = true;
    this.later((sender) => {
      sender.dispose();
    });
  }

  private later(act: (sender: TelemetrySender) => void): void {
    this.sender?.then(act).catch(() => {
      if (!this.isDisposed) {
        // Once is enough; and what it says might name the endpoint.
        this.deps.logger.warn('telemetry: it could not be sent and is left off');
        this.isDisposed = true;
      }
    });
  }
}
