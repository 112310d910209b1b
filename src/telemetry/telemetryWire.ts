import { isJsonObject, parseJson, type JsonObject } from '../base/json';
import { extensionId } from '../contributions';
import { catalogued } from './telemetryEvents';

/** VS Code puts this before the name of each event. */
const namePrefix = `${extensionId}/`;

/**
 * Rebuilds a batch for Application Insights from what the catalogue allows; undefined when nothing is left.
 * The library adds ids of the machine, the user, and VS Code's session to each event, and sends events
 * about its own problems. Rebuilding leaves all of them out.
 *
 * @param common the properties that every event carries
 */
export function cataloguedBatch(
  body: string,
  common: Readonly<Record<string, string>>,
): string | undefined {
  const batch = parseJson(body);
  const envelopes = Array.isArray(batch) ? batch.flatMap((one) => envelope(one, common)) : [];
  return envelopes.length === 0 ? undefined : JSON.stringify(envelopes);
}

function envelope(value: unknown, common: Readonly<Record<string, string>>): JsonObject[] {
  const from = objectIn(value);
  const { time, iKey, name } = from;
  const data = objectIn(from['data']);
  const baseData = objectIn(data['baseData']);
  const event = eventOf(baseData);
  if (data['baseType'] !== 'EventData' || !event || !isPlain({ time, iKey, name })) {
    return [];
  }
  const { properties, measurements } = event.data;
  return [
    {
      ...{ time, iKey, name, tags: {} },
      data: {
        baseType: 'EventData',
        baseData: {
          ver: 2,
          name: namePrefix + event.name,
          properties: { ...properties, ...common },
          measurements,
        },
      },
    },
  ];
}

function eventOf(baseData: JsonObject) {
  const { name } = baseData;
  if (typeof name !== 'string' || !name.startsWith(namePrefix)) {
    return undefined;
  }
  const ownName = name.slice(namePrefix.length);
  const fields = { ...objectIn(baseData['properties']), ...objectIn(baseData['measurements']) };
  const data = catalogued(ownName, fields);
  return data && { name: ownName, data };
}

/** True when the time, the instrumentation key, and the name of an envelope have the expected form. */
function isPlain(frame: Readonly<Record<'time' | 'iKey' | 'name', unknown>>): boolean {
  return (
    matches(frame.time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/) &&
    matches(frame.iKey, /^[\da-f-]{36}$/i) &&
    matches(frame.name, /^Microsoft\.ApplicationInsights\.(?:[\da-f]{32}\.)?Event$/i)
  );
}

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function objectIn(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
