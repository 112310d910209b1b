import type { Telemetry } from '../../src/telemetry/telemetryEvents';
import type { TelemetryEvent } from '../../src/telemetry/telemetryEvents';

/** Keeps every event. */
export class RecordingTelemetry implements Telemetry {
  readonly events: TelemetryEvent[] = [];

  send(event: TelemetryEvent): void {
    this.events.push(event);
  }
}
