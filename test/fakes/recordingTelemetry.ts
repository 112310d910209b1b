import type { Telemetry, TelemetryEvent } from '../../src/telemetry/telemetryEvents';

/** Stores every event. */
export class RecordingTelemetry implements Telemetry {
  readonly events: TelemetryEvent[] = [];

  send(event: TelemetryEvent): void {
    this.events.push(event);
  }
}
