import type {
  Attempt,
  CallContext,
  CreateState,
  CreateStep,
  FoundWorkbook,
  WorkbookSessionApi,
} from '../model/ports';
import { parseSessionId } from '../model/sessionId';
import type { WorkbookAddress } from '../model/workbook';
import { readDriveItem, readWebUrl } from './driveItem';
import { GraphClient, type GraphDeps, type GraphRequest } from './graphClient';
import { readCreateAnswer, readStep } from './longRunningCreate';
import { actionPath, actionRoute, itemPath, itemRoute, type WorkbookAction } from './workbookUrl';

/**
 * Calls Graph's workbook sessions, one attempt per call.
 * @see https://learn.microsoft.com/graph/api/workbook-closesession
 */
export class GraphWorkbookSessionApi implements WorkbookSessionApi {
  private readonly client: GraphClient;

  constructor(deps: GraphDeps) {
    this.client = new GraphClient(deps);
  }

  createSession(
    address: WorkbookAddress,
    persistChanges: boolean,
    call: CallContext,
  ): Promise<Attempt<CreateState>> {
    return this.client.attempt<CreateState>(call, () => ({
      ...action(address, 'createSession'),
      prefer: 'respond-async',
      body: JSON.stringify({ persistChanges }),
      effect: 'another',
      read: readCreateAnswer,
    }));
  }

  followCreate(step: CreateStep, call: CallContext): Promise<Attempt<CreateState>> {
    return this.client.attempt<CreateState>(call, () => ({
      method: 'GET',
      link: step.url,
      route: step.isReady ? '…/workbook/sessionInfoResource' : '…/workbook/operations/{id}',
      effect: 'none',
      read: (answer, now) => readStep(step, answer, now),
    }));
  }

  refreshSession(
    address: WorkbookAddress,
    sessionId: string,
    call: CallContext,
  ): Promise<Attempt<void>> {
    return this.client.attempt(call, () => sessionAction(address, 'refreshSession', sessionId));
  }

  closeSession(
    address: WorkbookAddress,
    sessionId: string,
    call: CallContext,
  ): Promise<Attempt<void>> {
    return this.client.attempt(call, () => sessionAction(address, 'closeSession', sessionId));
  }

  findWorkbook(address: WorkbookAddress, call: CallContext): Promise<Attempt<FoundWorkbook>> {
    return this.client.attempt<FoundWorkbook>(call, () => ({
      method: 'GET',
      path: `${itemPath(address)}?$select=id,name,parentReference,remoteItem,file,webUrl`,
      route: itemRoute(address),
      effect: 'none',
      read: ({ status, body }) => (status === 200 ? readDriveItem(body) : undefined),
    }));
  }

  findWebUrl(address: WorkbookAddress, call: CallContext): Promise<Attempt<string>> {
    return this.client.attempt<string>(call, () => ({
      method: 'GET',
      path: `${itemPath(address)}?$select=webUrl`,
      route: itemRoute(address),
      effect: 'none',
      read: ({ status, body }) => (status === 200 ? readWebUrl(body) : undefined),
    }));
  }
}

function action(address: WorkbookAddress, name: WorkbookAction) {
  return {
    method: 'POST',
    path: actionPath(address, name),
    route: actionRoute(address, name),
  } as const;
}

/** An action on an existing session. It is answered with 204, and a repetition does no harm. */
function sessionAction(
  address: WorkbookAddress,
  name: WorkbookAction,
  sessionId: string,
): GraphRequest<void> {
  return {
    ...action(address, name),
    sessionId: parseSessionId(sessionId),
    body: '{}',
    effect: 'same',
    read: ({ status }) => (status === 204 ? { ok: true, value: undefined } : undefined),
  };
}
