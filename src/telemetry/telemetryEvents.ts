import { commandIds } from '../contributions';
import { errorCodes } from '../model/errors';
import { signInMethods } from '../model/signInMethod';
import { graphClouds } from '../model/workbookSession';
import { durationBuckets } from './durationBucket';

/** What a field is for, in the terms of VS Code's `telemetry.json`. */
type FieldPurpose = 'FeatureInsight' | 'PerformanceAndHealth';

/** A field whose value is one of a closed set of words. */
interface WordField {
  readonly words: readonly string[];
  readonly purpose: FieldPurpose;
  readonly comment: string;
  readonly isOptional?: true;
}

/** A field that counts. */
interface CountField {
  readonly isMeasurement: true;
  readonly purpose: FieldPurpose;
  readonly comment: string;
}

type TelemetryField = WordField | CountField;

export interface TelemetryEventDescription {
  readonly comment: string;
  readonly fields: Readonly<Record<string, TelemetryField>>;
}

const outcome = {
  words: ['completed', 'failed', 'cancelled'],
  purpose: 'PerformanceAndHealth',
  comment: 'How it ended.',
} as const;
const code = {
  words: errorCodes,
  isOptional: true,
  purpose: 'PerformanceAndHealth',
  comment: 'The code of what went wrong; with several sessions, of the first that failed.',
} as const;
const target = {
  words: ['graph', 'sandbox', 'both'],
  purpose: 'FeatureInsight',
  comment: 'Whether it was about sessions of Microsoft Graph, of the sandbox, or both.',
} as const;
const durationOf = (what: string) =>
  ({ words: durationBuckets, purpose: 'PerformanceAndHealth', comment: what }) as const;
const countOf = (what: string) =>
  ({ isMeasurement: true, purpose: 'FeatureInsight', comment: what }) as const;

/**
 * Everything that telemetry may say: words of closed sets, and counts. No id, name, host, message, or other
 * free text fits in. `telemetry.json` and the README repeat the catalogue, and a test compares all three.
 */
export const telemetryEvents = {
  'command.completed': {
    comment: 'A command of the extension ended.',
    fields: {
      command: { words: commandIds, purpose: 'FeatureInsight', comment: 'The id of the command.' },
      outcome,
      code,
      duration: durationOf('How long it took, with the time for the user’s answers, in steps.'),
    },
  },
  'session.created': {
    comment: 'A session was opened, or was not.',
    fields: {
      mode: {
        words: ['persistent', 'nonPersistent'],
        purpose: 'FeatureInsight',
        comment: 'The mode that was asked for.',
      },
      target,
      outcome,
      code,
      long_running: {
        words: ['yes', 'no'],
        purpose: 'PerformanceAndHealth',
        comment: 'Whether the service opened it as a long-running operation.',
      },
      duration: durationOf('How long it took, in steps.'),
    },
  },
  'sessions.closed': {
    comment: 'The user closed sessions, one or many.',
    fields: {
      target,
      closed: countOf('How many were closed.'),
      already_gone: countOf('How many were gone already.'),
      failed: countOf('How many could not be closed.'),
      cancelled: countOf('How many the user stopped before they were closed.'),
      code,
      duration: durationOf('How long it took, in steps.'),
    },
  },
  'sessions.refreshed': {
    comment: 'The user refreshed sessions, one or many.',
    fields: {
      target,
      refreshed: countOf('How many were refreshed.'),
      gone: countOf('How many were found gone.'),
      failed: countOf('How many could not be refreshed.'),
      cancelled: countOf('How many the user stopped before they were refreshed.'),
      code,
      duration: durationOf('How long it took, in steps.'),
    },
  },
  'sign_in.completed': {
    comment: 'The user signed in or gave an access token, or that failed.',
    fields: {
      method: {
        words: [...signInMethods, 'accessToken'],
        purpose: 'FeatureInsight',
        comment: 'VS Code’s Microsoft account, msal, or an access token that was pasted.',
      },
      cloud: { words: graphClouds, purpose: 'FeatureInsight', comment: 'The setting cloud.' },
      outcome,
      code,
    },
  },
} as const satisfies Readonly<Record<string, TelemetryEventDescription>>;

/** What every event carries: facts about the program, none about the user or the machine's name. */
export const commonTelemetryProperties = {
  'common.extversion': 'The version of the extension.',
  'common.vscodeversion': 'The version of VS Code.',
  'common.os': 'The kind of operating system, as Node.js names it.',
  'common.uikind': 'Whether VS Code runs on the desktop or in a browser.',
} as const;

export type CommonTelemetryProperties = Readonly<
  Record<keyof typeof commonTelemetryProperties, string>
>;

type Events = typeof telemetryEvents;

type TelemetryEventName = keyof Events;

type ValueOf<F> = F extends { readonly words: readonly (infer Word)[] } ? Word : number;
type OptionalOf<F> = {
  [K in keyof F]: F[K] extends { readonly isOptional: true } ? K : never;
}[keyof F];

/** The fields of an event, as in the catalogue. */
type FieldsOf<F> = {
  readonly [K in Exclude<keyof F, OptionalOf<F>>]: ValueOf<F[K]>;
} & { readonly [K in OptionalOf<F>]?: ValueOf<F[K]> };

/** One event. A word that isn't in the catalogue doesn't compile. */
export type TelemetryEvent<Name extends TelemetryEventName = TelemetryEventName> = {
  [N in Name]: { readonly name: N } & FieldsOf<Events[N]['fields']>;
}[Name];

export type TelemetryOutcome = (typeof outcome.words)[number];
export type TelemetryTarget = (typeof target.words)[number];
export type TelemetrySignInMethod = TelemetryEvent<'sign_in.completed'>['method'];

/** The part of an event that may be sent, in the two groups that Application Insights uses. */
export interface TelemetryData {
  readonly properties: Readonly<Record<string, string>>;
  readonly measurements: Readonly<Record<string, number>>;
}

/**
 * The fields that the catalogue allows for an event of that name; undefined when there is no such event.
 * The types allow no other fields, but only this function checks them at run time.
 */
export function catalogued(
  name: string,
  fields: Readonly<Record<string, unknown>>,
): TelemetryData | undefined {
  const event = Object.hasOwn(telemetryEvents, name) ? eventsByName[name] : undefined;
  return (
    event && {
      properties: allowed(event, fields, isWord),
      measurements: allowed(event, fields, isCount),
    }
  );
}

function allowed<T>(
  event: TelemetryEventDescription,
  fields: Readonly<Record<string, unknown>>,
  isOne: (value: unknown, field: TelemetryField) => value is T,
): Readonly<Record<string, T>> {
  const kept: Record<string, T> = {};
  for (const [key, field] of Object.entries(event.fields)) {
    const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (isOne(value, field)) {
      kept[key] = value;
    }
  }
  return kept;
}

const eventsByName: Readonly<Record<string, TelemetryEventDescription>> = telemetryEvents;

function isWord(value: unknown, field: TelemetryField): value is string {
  return typeof value === 'string' && 'words' in field && field.words.includes(value);
}

function isCount(value: unknown, field: TelemetryField): value is number {
  return 'isMeasurement' in field && Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Sends events. It never throws, and nobody waits for it. */
export interface Telemetry {
  send(event: TelemetryEvent): void;
}
