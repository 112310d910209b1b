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

/** Describes what is read out of data of which nothing is known. */
export type Schema<T> = GenericSchema<unknown, T>;

/** What the schema describes, and nothing besides; undefined when the value does not fit. */
export function readAs<T>(schema: Schema<T>, value: unknown): T | undefined {
  const result = safeParse(schema, value);
  return result.success ? result.output : undefined;
}

/** A property that is undefined where there is none, or one that does not fit. */
export function ifValid<T>(schema: Schema<T>) {
  return fallback(optional(schema), undefined);
}

/** A list without the entries that do not fit. */
export function listOfValid<T>(schema: Schema<T>) {
  const readAll = (entries: unknown[]): readonly T[] =>
    entries.map((entry) => readAs(schema, entry)).filter((entry) => entry !== undefined);
  return pipe(array(unknown()), transform(readAll));
}

/** An object with these properties. Unlike valibot's, it is never an array. */
export function jsonObject<const Entries extends ObjectEntries>(entries: Entries) {
  return pipe(unknown(), check(isJsonObject), object(entries));
}

/** A text that is not empty. */
export const nonEmptyText = pipe(
  string(),
  check((value) => value !== ''),
);

const latestDateMs = 8.64e15;

/** Milliseconds since 1970 that a date can hold. */
export const timestamp = pipe(
  number(),
  check((value) => value >= 0 && value <= latestDateMs),
);

/** Zero and negative numbers mean groups of processes. */
export const validProcessId = pipe(
  number(),
  check((value) => Number.isSafeInteger(value) && value > 0),
);
