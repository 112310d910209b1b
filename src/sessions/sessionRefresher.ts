import type { Clock } from '../base/clock';
import { defined } from '../base/defined';
import { reasonOf, type RefreshOutcome } from '../model/closeOutcome';
import type { ErrorCode } from '../model/errors';
import type { Attempt } from '../model/ports';
import type { PermissionSet } from '../model/workbookSession';
import type { CommandTokens } from '../requests/commandTokens';
import type { Conclusion } from '../requests/scheduledRequest';
import type { RecentSessions } from './recentSessions';
import type { SessionEntry } from './sessionEntries';
import type { SessionList } from './sessionList';
import type { SessionRequests, SessionsRequest } from './sessionRequests';

/** Refreshes listed sessions: proves that they are alive and restarts their idle time. */
export class SessionRefresher {
  constructor(
    private readonly deps: {
      readonly list: SessionList;
      readonly requests: SessionRequests;
      readonly clock: Clock;
      readonly recent: RecentSessions;
    },
  ) {}

  /** The outcomes come in the keys' order. */
  async refresh(
    keys: readonly string[],
    tokens: CommandTokens,
    request: SessionsRequest<RefreshOutcome>,
  ): Promise<readonly RefreshOutcome[]> {
    const { list, requests } = this.deps;
    const refusals = await requests.acquireTokens(keys, tokens, request.permissions);
    const outcomes = keys.map(async (key) => {
      const refusal = refusals.get(key);
      const entry = list.get(key);
      const outcome =
        refusal || !entry
          ? ended(key, refusal ?? 'sessionNotListed')
          : await this.refreshListed(key, entry, tokens, request);
      request.onOutcome?.(outcome);
      return outcome;
    });
    return Promise.all(outcomes);
  }

  private async refreshListed(
    key: string,
    entry: SessionEntry,
    tokens: CommandTokens,
    request: SessionsRequest<RefreshOutcome>,
  ): Promise<RefreshOutcome> {
    return this.deps.requests.send('refreshSession', entry, { ...request, tokens }, (answer) =>
      this.conclude(key, answer, request.permissions),
    );
  }

  private conclude(
    key: string,
    answer: Attempt<void>,
    permissions: PermissionSet | undefined,
  ): Conclusion<RefreshOutcome> {
    const { list, clock, recent } = this.deps;
    if (answer.ok) {
      list.changeActivity(key, { lastActiveAt: clock.now(), ...defined({ permissions }) });
      return { outcome: { key, outcome: 'refreshed' } };
    }
    const reason = reasonOf(answer);
    if (!answer.isSessionDead) {
      const isCancelled = answer.code === 'cancelled';
      return {
        outcome: isCancelled
          ? { key, outcome: 'cancelled' }
          : { ...reason, key, outcome: 'failed' },
      };
    }
    recent.note({ ...reason, key, outcome: 'alreadyGone' });
    list.remove(key);
    return { outcome: { ...reason, key, outcome: 'gone' }, written: list.written(key) };
  }
}

function ended(key: string, code: ErrorCode): RefreshOutcome {
  return code === 'cancelled' ? { key, outcome: 'cancelled' } : { key, code, outcome: 'failed' };
}
