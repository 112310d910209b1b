import type { JsonObject } from '../base/json';

/** A property of the object itself, never one of its prototype. */
export function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}

/** The value as one of the options. */
export function oneOf<T extends string>(value: unknown, options: readonly T[]): T | undefined {
  return options.find((option) => option === value);
}

const latestDateMs = 8.64e15;

/** Milliseconds since 1970 that a date can hold. */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= latestDateMs;
}
