import { boolean, literal, number, object, string } from 'valibot';
import type { HttpClient } from '../base/http';
import { loopbackOrigin } from '../base/loopbackOrigin';
import { parseJson } from '../base/json';
import { listOfValid, readAs } from '../base/schema';
import { WorkbookSessionError } from '../model/errors';
import { workbookIds } from '../model/workbook';
import type { SandboxInstance, SandboxSample } from '../model/workbookSession';

const infoFields = object({
  name: literal('workbook-sessions-sandbox'),
  instanceId: string(),
  processId: number(),
  samples: listOfValid(
    object({ ...workbookIds.entries, name: string(), persistChanges: boolean() }),
  ),
});

/** Identifies a running sandbox, and names its samples. */
export interface SandboxInfo {
  readonly instance: SandboxInstance;
  readonly samples: readonly SandboxSample[];
}

/**
 * Reads the info of the sandbox at a loopback address.
 * @throws WorkbookSessionError `endpointNotLoopback` for any other address, `sandboxUnavailable` if no sandbox
 * answers
 */
export async function askSandbox(http: HttpClient, endpointSetting: string): Promise<SandboxInfo> {
  const endpoint = loopbackOrigin(endpointSetting);
  if (endpoint === undefined) {
    throw new WorkbookSessionError('endpointNotLoopback');
  }
  const info = readAs(infoFields, await read(http, `${endpoint}/`));
  if (!info) {
    throw new WorkbookSessionError('sandboxUnavailable');
  }
  const { instanceId, processId, samples } = info;
  return { instance: { endpoint, instanceId, processId }, samples };
}

async function read(http: HttpClient, url: string): Promise<unknown> {
  try {
    const limits = { timeoutMs: 5000, maxBodyBytes: 100_000 };
    const answer = await http.send({ method: 'GET', url, headers: {}, ...limits });
    return answer.status === 200 ? parseJson(answer.body) : undefined;
  } catch (error) {
    throw new WorkbookSessionError('sandboxUnavailable', {}, { cause: error });
  }
}
