import { check, exactOptional, literal, object, picklist, pipe, string, variant } from 'valibot';
import { isJsonObject, parseJson, type JsonObject } from '../../base/json';
import { loopbackOrigin } from '../../base/loopbackOrigin';
import { nonEmptyText, readAs, timestamp, validProcessId } from '../../base/schema';
import { isSessionId } from '../../model/sessionId';
import { isSafeAddress } from '../../model/workbook';
import { activityOf, valuesOf } from './activityFormat';
import {
  graphClouds,
  sessionModes,
  sessionOrigins,
  type SandboxInstance,
  type SessionActivity,
  type SessionRecord,
  type StoredSession,
} from '../../model/workbookSession';

/** The version of the format. A file of another version isn't read. */
const recordVersion = 1;

/** The fields that give a record's `target`. */
const targetFields = variant('cloud', [
  object({ cloud: picklist(graphClouds) }),
  object({
    cloud: literal('sandbox'),
    sandbox: object({
      // A record must not be able to send a request to another machine.
      endpoint: pipe(
        string(),
        check((endpoint) => loopbackOrigin(endpoint) === endpoint),
      ),
      instanceId: nonEmptyText,
      processId: validProcessId,
    }),
  }),
]);

const address = pipe(
  object({
    drive: variant('kind', [
      object({ kind: literal('me') }),
      object({ kind: picklist(['drive', 'user', 'site', 'group']), id: nonEmptyText }),
    ]),
    item: variant('kind', [
      object({ kind: literal('id'), id: nonEmptyText }),
      object({ kind: literal('path'), path: nonEmptyText }),
    ]),
  }),
  check(isSafeAddress),
);

/** The other fields of a record. */
const recordFields = object({
  key: string(),
  account: exactOptional(object({ id: nonEmptyText, label: string() })),
  address,
  workbookName: string(),
  sessionId: pipe(string(), check(isSessionId)),
  mode: picklist(sessionModes),
  origin: picklist(sessionOrigins),
  program: exactOptional(object({ name: string(), processId: exactOptional(validProcessId) })),
  appId: exactOptional(string()),
  createdAt: timestamp,
});

/**
 * The record as text, without properties that other code may have added to the object.
 * @param activity what is known of the session when its record is written
 */
export function formatRecord(record: SessionRecord, activity: SessionActivity = {}): string {
  const { target, account, address, program } = record;
  return JSON.stringify(
    {
      version: recordVersion,
      key: record.key,
      cloud: target.cloud,
      sandbox: target.cloud === 'sandbox' ? pickSandbox(target.sandbox) : undefined,
      account: account && { id: account.id, label: account.label },
      address,
      workbookName: record.workbookName,
      sessionId: record.sessionId,
      mode: record.mode,
      origin: record.origin,
      program: program && { name: program.name, processId: program.processId },
      appId: record.appId,
      createdAt: record.createdAt,
      activity: valuesOf(activity),
    },
    undefined,
    2,
  );
}

/** The session in a record's text, or the reason why there is none, which quotes nothing of the content. */
export function parseRecord(text: string, key: string): StoredSession | string {
  const json = parseJson(text);
  if (!isJsonObject(json)) {
    return 'it is not a complete JSON object';
  }
  if (json['version'] !== recordVersion) {
    return 'it has another format version';
  }
  const record = recordOf(json, key);
  const { activity } = json;
  return record
    ? { record, activity: isJsonObject(activity) ? activityOf(activity) : {} }
    : 'it is not a valid session record';
}

function recordOf(json: JsonObject, key: string): SessionRecord | undefined {
  const target = readAs(targetFields, json);
  const fields = readAs(recordFields, json);
  return target && fields?.key === key ? { target, ...fields } : undefined;
}

function pickSandbox({ endpoint, instanceId, processId }: SandboxInstance): SandboxInstance {
  return { endpoint, instanceId, processId };
}
