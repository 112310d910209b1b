import type { Disposable } from '../base/disposable';
import type { Logger } from '../model/ports';
import type { Telemetry, TelemetryEvent } from './telemetryEvents';

/** `esbuild.js` defines it. It isn't there when tests run the sources. */
declare const TELEMETRY_CONNECTION_STRING: string | undefined;

/** Where telemetry goes, as an Azure Monitor connection string. Empty unless the build sets it: nothing is sent then. */
export const telemetryConnectionString =
  typeof TELEMETRY_CONNECTION_STRING === 'string' ? TELEMETRY_CONNECTION_STRING : '';

/** Sends the events that `LazyTelemetry` passes on. */
export interface TelemetrySender extends Telemetry, Disposable {}

/**
 * Loads the sender with the first event. Without a connection string, or while VS Code's telemetry is off,
 * it loads and sends nothing.
 */
export class LazyTelemetry implements Telemetry, Disposable {
  private sender: Promise<TelemetrySender> | undefined;
  private isDisposed = false;

  constructor(
    private readonly deps: {
      readonly connectionString: string;
      /** Asked for each event, because the user can turn telemetry on and off at any time. */
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

  /** Lets the sender send what it holds, and doesn't wait: events may get lost, but the window must not close late. */
  dispose(): void {
    this.isDisposed = true;
    this.later((sender) => {
      sender.dispose();
    });
  }

  private later(act: (sender: TelemetrySender) => void): void {
    this.sender?.then(act).catch(() => {
      if (!this.isDisposed) {
        // Only once, and without the error's message, which might name the endpoint.
        this.deps.logger.warn('Telemetry could not be sent and stays off in this window.');
        this.isDisposed = true;
      }
    });
  }
}
