import { boolean, literal, number, object, string, type InferOutput } from 'valibot';
import type { HttpClient } from '../base/http';
import { loopbackOrigin } from '../base/loopbackOrigin';
import { parseJson } from '../base/json';
import { listOfValid, readAs } from '../base/schema';
import { WorkbookSessionError } from '../model/errors';
import { workbookIds } from '../model/workbook';
import type { SandboxInstance } from '../model/workbookSession';

const sample = object({
  ...workbookIds.entries,
  name: string(),
  persistChanges: boolean(),
});

/** A workbook of a sandbox in which it is worth having a session to begin with. */
export type SandboxSample = Readonly<InferOutput<typeof sample>>;

const introductionFields = object({
  name: literal('workbook-sessions-sandbox'),
  instanceId: string(),
  processId: number(),
  samples: listOfValid(sample),
});

/** What a running sandbox says of itself. */
export interface SandboxInfo {
  readonly instance: SandboxInstance;
  readonly samples: readonly SandboxSample[];
}

/**
 * Asks the sandbox at a loopback address who it is.
 * @throws WorkbookSessionError `endpointNotLoopback` for any other address, `sandboxUnavailable` when none answers
 */
export async function askSandbox(http: HttpClient, endpointSetting: string): Promise<SandboxInfo> {
  const endpoint = loopbackOrigin(endpointSetting);
  if (endpoint === undefined) {
    throw new WorkbookSessionError('endpointNotLoopback');
  }
  const introduction = introductionOf(await read(http, `${endpoint}/`), endpoint);
  if (!introduction) {
    throw new WorkbookSessionError('sandboxUnavailable');
  }
  return introduction;
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

function introductionOf(body: unknown, endpoint: string): SandboxInfo | undefined {
  const introduction = readAs(introductionFields, body);
  if (!introduction) {
    return undefined;
  }
  const { instanceId, processId, samples } = introduction;
  return { instance: { endpoint, instanceId, processId }, samples };
}
