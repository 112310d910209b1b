import {
  array,
  check,
  fallback,
  number,
  object,
  optional,
  pipe,
  safeParse,
  string,
  transform,
  unknown,
  type GenericSchema,
  type ObjectEntries,
} from 'valibot';
import { isJsonObject } from './json';

/** Describes what to read from unknown data. */
export type Schema<T> = GenericSchema<unknown, T>;

/** The parts of the value that the schema describes; undefined when the value doesn't fit. */
export function readAs<T>(schema: Schema<T>, value: unknown): T | undefined {
  const result = safeParse(schema, value);
  return result.success ? result.output : undefined;
}

/** A property that is undefined when it is absent or doesn't fit. */
export function ifValid<T>(schema: Schema<T>) {
  return fallback(optional(schema), undefined);
}

/** A list without the entries that don't fit. */
export function listOfValid<T>(schema: Schema<T>) {
  const readAll = (entries: unknown[]): readonly T[] =>
    entries.map((entry) => readAs(schema, entry)).filter((entry) => entry !== undefined);
  return pipe(array(unknown()), transform(readAll));
}

/** An object with these properties. Valibot's `object` accepts an array too. */
export function jsonObject<const Entries extends ObjectEntries>(entries: Entries) {
  return pipe(unknown(), check(isJsonObject), object(entries));
}

/** A text that is not empty. */
export const nonEmptyText = pipe(
  string(),
  check((value) => value !== ''),
);

const latestDateMs = 8.64e15;

/** Milliseconds since 1970, within the range of a `Date`. */
export const timestamp = pipe(
  number(),
  check((value) => value >= 0 && value <= latestDateMs),
);

/** The id of one process. Zero and negative numbers stand for groups of processes. */
export const validProcessId = pipe(
  number(),
  check((value) => Number.isSafeInteger(value) && value > 0),
);
