import type { Fault, FaultEffect } from './faults';
import { documentedErrors } from './sandboxErrors';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isHeaderText: Check = (value) => typeof value === 'string' && /^[\x20-\x7e]*$/.test(value);
const isHeaderTextOrNull: Check = (value) => value === null || isHeaderText(value);
const isStatus: Check = (value) => isCount(value) && Number(value) >= 200 && Number(value) <= 599;
const isError: Check = (value) =>
  typeof value === 'string' && Object.hasOwn(documentedErrors, value);
const isErrorOrBody: Check = (value) => isError(value) || isObject(value);
const isHeaders: Check = (value) =>
  isObject(value) &&
  Object.entries(value).every(([name, text]) => /^[\w-]+$/.test(name) && isHeaderText(text));

/** Which requests, and how many of them. */
const target = {
  action: isText,
  method: isText,
  driveId: isText,
  itemId: isText,
  times: isPositive,
} satisfies Record<string, Check>;

/** The fields of each kind of fault; `required` names those that must be there. */
const effects: Record<FaultEffect['kind'], Record<string, Check>> = {
  answer: { status: isStatus, headers: isHeaders, body: isText },
  error: { error: isError, retryAfter: isHeaderText, status: isStatus },
  htmlPage: { status: isStatus },
  redirect: { location: isHeaderText },
  okInsteadOfNoContent: {},
  emptyBody: {},
  resetAfterCarriedOut: {},
  slow: { until: isCount },
  longRunning: {
    polls: isCount,
    failsWith: isErrorOrBody,
    location: isHeaderTextOrNull,
    resourceLocation: isHeaderTextOrNull,
  },
  resetBeforeRead: {},
  resetAfterRead: {},
  silence: {},
  hugeBody: { bytes: isPositive },
  gzipBomb: { bytes: isPositive },
};
const required: Partial<Record<string, string>> = {
  answer: 'status',
  error: 'error',
  slow: 'until',
};

/** True when a JSON value is a fault as tests script it; `slow` takes milliseconds. */
export function isFault(value: unknown): value is Fault {
  return problemOf(value) === undefined;
}

/** What is wrong with a JSON value as a fault, in one sentence. */
export function problemOf(value: unknown): string | undefined {
  const given = new Map<string, unknown>(isObject(value) ? Object.entries(value) : []);
  const kind = given.get('kind');
  const effect = Object.entries(effects).find(([name]) => name === kind)?.[1];
  if (!effect) {
    return `"kind" must be one of ${Object.keys(effects).join(', ')}.`;
  }
  const fields = { kind: isText, ...target, ...effect };
  const wrong = wrongField(given, new Map(Object.entries<Check>(fields)));
  return wrong === undefined
    ? undefined
    : `"${wrong}" is missing, unknown or malformed. A fault of this kind takes ${Object.keys(fields).join(', ')}.`;
}

function wrongField(
  given: ReadonlyMap<string, unknown>,
  checks: ReadonlyMap<string, Check>,
): string | undefined {
  const missing = required[String(given.get('kind'))];
  return missing !== undefined && !given.has(missing)
    ? missing
    : [...given].find(([name, value]) => !checks.get(name)?.(value))?.[0];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isPositive(value: unknown): boolean {
  return isCount(value) && value !== 0;
}
