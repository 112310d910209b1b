/** The type with every property that may be undefined turned into an optional one. */
type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/** The object without the properties whose value is undefined. */
export function defined<const T extends object>(properties: T): Defined<T>;
export function defined(properties: object): object {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined) {
      kept[name] = value;
    }
  }
  return kept;
}
