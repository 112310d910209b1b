import {
  array,
  boolean,
  check,
  exactOptional,
  integer,
  minValue,
  number,
  picklist,
  pipe,
  regex,
  safeParse,
  strictObject,
  string,
  unknown,
  type BaseIssue,
  type ObjectEntries,
} from 'valibot';
import { isJsonObject } from '../base/json';
import type { SandboxSeed } from './seed';

/** Segments without the characters that OneDrive rejects. */
const path = pipe(
  string(),
  regex(
    /^[^/\\:*?"<>|]+(\/[^/\\:*?"<>|]+)*$/,
    'It must be a path from the root of the drive, such as "Reports/Plan.xlsx".',
  ),
);
const drive = exactOptional(picklist(['own', 'site', 'colleague']));
const printable = pipe(
  string(),
  regex(/^[\x21-\x7e]{1,8192}$/, 'It must be printable ASCII without spaces.'),
);

/** Valibot's own accepts a list too. */
function jsonObject<const Entries extends ObjectEntries>(entries: Entries) {
  return pipe(unknown(), check(isJsonObject, 'It must be an object.'), strictObject(entries));
}

const seedSchema = jsonObject({
  workbooks: exactOptional(
    array(
      jsonObject({
        path,
        drive,
        itemId: exactOptional(
          pipe(string(), regex(/^[\w!-]+$/, 'It must have only A–Z, a–z, 0–9, _, ! and -.')),
        ),
        size: exactOptional(
          pipe(
            number(),
            integer('It must be a whole number.'),
            minValue(0, 'It must not be negative.'),
          ),
        ),
        isSlow: exactOptional(boolean()),
      }),
    ),
  ),
  sessions: exactOptional(
    array(
      jsonObject({ path, drive, persistChanges: boolean(), sessionId: exactOptional(printable) }),
    ),
  ),
});

/**
 * The value as a seed.
 * @throws Error that names the wrong field by its place, such as `seed.sessions[0].path`
 */
export function readSeed(value: unknown): SandboxSeed {
  const result = safeParse(seedSchema, value);
  if (!result.success) {
    throw new Error(problemText(result.issues[0]));
  }
  return result.output;
}

function problemText(issue: BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).map(({ key }) =>
    typeof key === 'number' ? `[${key}]` : `.${String(key)}`,
  );
  return `seed${keys.join('')}: ${reasonOf(issue)}`;
}

/** What valibot calls the types, in words. */
const typeNames: Readonly<Record<string, string>> = {
  Array: 'a list',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
};

function reasonOf({ kind, type, expected, received, message }: BaseIssue<unknown>): string {
  if (kind === 'validation' || expected === null) {
    return message;
  }
  if (expected === 'never') {
    return 'A seed has no such field.';
  }
  return type === 'strict_object' && received === 'undefined'
    ? 'It is missing.'
    : `It must be ${typeNames[expected] ?? expected.replaceAll(/[()]/g, '').replaceAll('|', 'or')}, not ${received}.`;
}
