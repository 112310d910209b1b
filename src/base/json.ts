/** A JSON object with unknown properties. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object; false for an array and null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The parsed text; undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  if (text === '') {
    return undefined; // Most answers are empty, and an error costs time.
  }
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
