import { defined } from '../base/defined';
import { isJsonObject, parseJson, type JsonObject } from '../base/json';
import { loopbackOrigin } from '../base/loopbackOrigin';
import { WorkbookSessionError } from '../model/errors';
import { parseSessionId } from '../model/sessionId';
import {
  checkedAddress,
  type DriveAddress,
  type ItemAddress,
  type WorkbookAddress,
} from '../model/workbook';
import {
  sessionModes,
  type Account,
  type GraphTarget,
  type SandboxInstance,
  type SessionRecord,
} from '../model/workbookSession';
import { isText, isTime, oneOf, own } from '../storage/guards';

/** The version of the format that is written; a file of another version is not ours to read. */
export const recordVersion = 1;

/** The record as text; parts that other code may have left on the object do not get in. */
export function formatRecord(record: SessionRecord): string {
  const { target, account, address } = record;
  return JSON.stringify(
    {
      version: recordVersion,
      key: record.key,
      cloud: target.cloud,
      ...(target.cloud === 'sandbox' && { sandbox: pickSandbox(target.sandbox) }),
      ...(account && { account: { id: account.id, label: account.label } }),
      address,
      workbookName: record.workbookName,
      sessionId: record.sessionId,
      mode: record.mode,
      origin: record.origin,
      createdAt: record.createdAt,
    },
    undefined,
    2,
  );
}

/** The record in a file's text; else the reason why there is none, without a word of the content. */
export function parseRecord(text: string, key: string): SessionRecord | string {
  const json = parseJson(text);
  if (!isJsonObject(json)) {
    return 'it is no complete JSON object';
  }
  if (own(json, 'version') !== recordVersion) {
    return 'it has another format version';
  }
  return recordOf(json, key) ?? 'it is no valid session record';
}

function recordOf(json: JsonObject, key: string): SessionRecord | undefined {
  const target = targetOf(json);
  const account = accountOf(own(json, 'account'));
  const address = addressOf(own(json, 'address'));
  const plain = plainFieldsOf(json);
  if (!target || !address || !plain || account === 'invalid' || own(json, 'key') !== key) {
    return undefined;
  }
  return { key, target, ...defined({ account }), address, ...plain };
}

function plainFieldsOf(
  json: JsonObject,
): Omit<SessionRecord, 'key' | 'target' | 'account' | 'address'> | undefined {
  const workbookName = own(json, 'workbookName');
  const sessionId = sessionIdOf(own(json, 'sessionId'));
  const mode = oneOf(own(json, 'mode'), sessionModes);
  const origin = oneOf(own(json, 'origin'), ['created', 'added']);
  const createdAt = own(json, 'createdAt');
  return typeof workbookName === 'string' && sessionId && mode && origin && isTime(createdAt)
    ? { workbookName, sessionId, mode, origin, createdAt }
    : undefined;
}

/** Only an id that is stored byte for byte as it is sent. */
function sessionIdOf(value: unknown): string | undefined {
  const id = typeof value === 'string' ? allowed(() => parseSessionId(value)) : undefined;
  return id === value ? id : undefined;
}

function targetOf(json: JsonObject): GraphTarget | undefined {
  const cloud = oneOf(own(json, 'cloud'), ['global', 'usGov', 'usGovDoD', 'sandbox']);
  if (cloud !== 'sandbox') {
    return cloud && { cloud };
  }
  const sandbox = sandboxOf(own(json, 'sandbox'));
  return sandbox && { cloud, sandbox };
}

function sandboxOf(value: unknown): SandboxInstance | undefined {
  if (!isJsonObject(value)) {
    return undefined;
  }
  const endpoint = own(value, 'endpoint');
  const instanceId = own(value, 'instanceId');
  const processId = own(value, 'processId');
  return isLoopbackOrigin(endpoint) && isText(instanceId) && isProcessId(processId)
    ? { endpoint, instanceId, processId }
    : undefined;
}

/** A record must not be able to send a request to another machine. */
function isLoopbackOrigin(value: unknown): value is string {
  return isText(value) && loopbackOrigin(value) === value;
}

function isProcessId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function pickSandbox({ endpoint, instanceId, processId }: SandboxInstance): SandboxInstance {
  return { endpoint, instanceId, processId };
}

function accountOf(value: unknown): Account | undefined | 'invalid' {
  if (value === undefined) {
    return undefined;
  }
  const id = isJsonObject(value) ? own(value, 'id') : undefined;
  const label = isJsonObject(value) ? own(value, 'label') : undefined;
  return isText(id) && typeof label === 'string' ? { id, label } : 'invalid';
}

function addressOf(value: unknown): WorkbookAddress | undefined {
  if (!isJsonObject(value)) {
    return undefined;
  }
  const drive = driveOf(own(value, 'drive'));
  const item = itemOf(own(value, 'item'));
  return drive && item && allowed(() => checkedAddress({ drive, item }));
}

function driveOf(value: unknown): DriveAddress | undefined {
  if (!isJsonObject(value)) {
    return undefined;
  }
  const kind = oneOf(own(value, 'kind'), ['me', 'drive', 'user', 'site', 'group']);
  if (kind === 'me') {
    return { kind };
  }
  const id = own(value, 'id');
  return kind && isText(id) ? { kind, id } : undefined;
}

function itemOf(value: unknown): ItemAddress | undefined {
  if (!isJsonObject(value)) {
    return undefined;
  }
  const kind = oneOf(own(value, 'kind'), ['id', 'path']);
  const name = kind && own(value, kind);
  if (!isText(name)) {
    return undefined;
  }
  return kind === 'id' ? { kind, id: name } : { kind: 'path', path: name };
}

/** What the core's own check answers; undefined when it refuses. */
function allowed<T>(check: () => T): T | undefined {
  try {
    return check();
  } catch (error) {
    if (error instanceof WorkbookSessionError) {
      return undefined;
    }
    throw error;
  }
}
