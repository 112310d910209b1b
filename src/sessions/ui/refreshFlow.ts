import type { RefreshOutcome } from '../../model/closeOutcome';
import type { PermissionSet } from '../../model/workbookSession';
import { sessionsRefreshed } from '../../telemetry/telemetryFacts';
import { refreshTexts } from '../view/outcomeTexts';
import type { CreateAgainFlow } from './createAgainFlow';
import {
  actionable,
  runSessionFlow,
  type SessionFlowDeps,
  type SessionOperation,
} from './sessionFlow';

/** Refreshes sessions and shows the outcome. */
export class RefreshFlow {
  constructor(
    private readonly deps: SessionFlowDeps & { readonly createAgainFlow: CreateAgainFlow },
  ) {}

  async refresh(keys: readonly string[], permissions?: PermissionSet): Promise<void> {
    const { service, createAgainFlow } = this.deps;
    // The refresh of a session that is being closed would only find that it has ended.
    const sessions = actionable(service, keys).filter(({ status }) => status !== 'closing');
    const operation: SessionOperation<RefreshOutcome> = {
      logName: 'Refreshing',
      texts: refreshTexts,
      send: service.refresh.bind(service),
      event: sessionsRefreshed,
      again: this.refresh.bind(this),
      moreActions: (keysOf) => ({
        createAgain: () => createAgainFlow.createAgain(keysOf('gone')),
      }),
    };
    await runSessionFlow(operation, sessions, this.deps, permissions);
  }
}
