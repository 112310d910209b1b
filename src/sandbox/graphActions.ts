import type { FoundCall } from './callTarget';
import type { DriveCalls } from './driveCalls';
import { errorAnswer, type GraphAnswer } from './graphAnswer';
import { graphError, type GraphErrorCode, type RequestIds } from './sandboxErrors';
import type { OperationScript } from './longRunningOperations';
import { RedeemedLinks } from './redeemedLinks';
import { methodOf, singleHeader } from './requestChecks';
import type { CallAction, RecordedRequest } from './requestLog';
import type { WorkbookActions } from './workbookActions';

const onWorkbooks: readonly CallAction[] = [
  'createSession',
  'refreshSession',
  'closeSession',
  'listWorksheets',
  'getOperation',
  'getSessionInfo',
];

/** Carries a call out: refuses it, or hands it to those who know what it does. */
export class GraphActions {
  private readonly links = new RedeemedLinks();

  constructor(
    private readonly workbooks: WorkbookActions,
    private readonly drives: DriveCalls,
    private readonly acceptsToken: (token: string) => boolean,
  ) {}

  carryOut(call: FoundCall, ids: RequestIds, script?: OperationScript): GraphAnswer {
    const { action } = call.request;
    const outcome =
      this.refuse(call.request) ??
      this.links.refuse(call) ??
      (action && onWorkbooks.includes(action)
        ? this.workbooks.act(call, script)
        : this.drives.act(call));
    return typeof outcome === 'string' ? errorAnswer(graphError(outcome, ids)) : outcome;
  }

  /** What is refused whatever the call is about. */
  private refuse(request: RecordedRequest): GraphErrorCode | undefined {
    if (!request.action) {
      return 'itemNotFound';
    }
    if (request.method !== methodOf(request.action)) {
      return 'methodNotAllowedUncategorized';
    }
    const token = /^Bearer (.+)$/.exec(singleHeader(request, 'authorization') ?? '')?.[1];
    return token !== undefined && this.acceptsToken(token)
      ? undefined
      : 'InvalidAuthenticationToken';
  }
}
