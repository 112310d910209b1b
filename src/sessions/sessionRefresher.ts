import type { Clock } from '../base/clock';
import { defined } from '../base/defined';
import { reasonOf, type RefreshOutcome } from '../model/closeOutcome';
import type { ErrorCode } from '../model/errors';
import type { CommandTokens } from '../requests/commandTokens';
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
    const { list, requests, clock, recent } = this.deps;
    const answer = await requests.send('refreshSession', entry, tokens, request);
    if (answer.ok) {
      const { permissions } = request;
      list.changeActivity(key, { lastActiveAt: clock.now(), ...defined({ permissions }) });
      return { key, outcome: 'refreshed' };
    }
    if (!answer.isSessionDead) {
      return answer.code === 'cancelled'
        ? { key, outcome: 'cancelled' }
        : { ...reasonOf(answer), key, outcome: 'failed' };
    }
    recent.note({ ...reasonOf(answer), key, outcome: 'alreadyGone' });
    list.remove(key);
    return { ...reasonOf(answer), key, outcome: 'gone' };
  }
}

function ended(key: string, code: ErrorCode): RefreshOutcome {
  return code === 'cancelled' ? { key, outcome: 'cancelled' } : { key, code, outcome: 'failed' };
}
