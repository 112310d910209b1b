import type { HttpClient } from '../base/http';
import { loopbackOrigin } from '../base/loopbackOrigin';
import { isJsonObject, parseJson } from '../base/json';
import { WorkbookSessionError } from '../model/errors';
import { isSafeSegment } from '../model/workbook';
import type { SandboxInstance } from '../model/workbookSession';

/** A workbook of a sandbox in which it is worth having a session to begin with. */
export interface IntroducedSample {
  readonly driveId: string;
  readonly itemId: string;
  readonly name: string;
  readonly persistChanges: boolean;
}

/** What a running sandbox says of itself. */
export interface SandboxIntroduction {
  readonly instance: SandboxInstance;
  readonly samples: readonly IntroducedSample[];
}

/**
 * Asks the sandbox at a loopback address who it is.
 * @throws WorkbookSessionError `endpointNotLoopback` for any other address, `sandboxUnavailable` when none answers
 */
export async function askSandbox(
  http: HttpClient,
  endpointSetting: string,
): Promise<SandboxIntroduction> {
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

function introductionOf(body: unknown, endpoint: string): SandboxIntroduction | undefined {
  if (!isJsonObject(body) || body['name'] !== 'workbook-sessions-sandbox') {
    return undefined;
  }
  const { instanceId, processId, samples } = body;
  return typeof instanceId === 'string' && typeof processId === 'number' && Array.isArray(samples)
    ? { instance: { endpoint, instanceId, processId }, samples: samples.filter(isSample) }
    : undefined;
}

function isSample(value: unknown): value is IntroducedSample {
  return (
    isJsonObject(value) &&
    [value['driveId'], value['itemId']].every(
      (id) => typeof id === 'string' && isSafeSegment(id),
    ) &&
    typeof value['name'] === 'string' &&
    typeof value['persistChanges'] === 'boolean'
  );
}
