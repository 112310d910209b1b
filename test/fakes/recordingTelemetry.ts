import type { Telemetry } from '../../src/presentation/telemetry/telemetryEvents';
import type { TelemetryEvent } from '../../src/presentation/telemetry/telemetryEvents';

/** Keeps every event. */
export class RecordingTelemetry implements Telemetry {
  readonly events: TelemetryEvent[] = [];

  send(event: TelemetryEvent): void {
    this.events.push(event);
  }
}
