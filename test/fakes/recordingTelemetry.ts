import type { Telemetry } from '../../src/core/ports';
import type { TelemetryEvent } from '../../src/core/telemetryEvents';

/** Keeps every event. */
export class RecordingTelemetry implements Telemetry {
  readonly events: TelemetryEvent[] = [];

  send(event: TelemetryEvent): void {
    this.events.push(event);
  }
}
