import { defined } from '../base/defined';
import type { Clock } from '../base/clock';
import { reasonOf, type RefreshOutcome } from '../model/closeOutcome';
import type { CommandTokens } from '../requests/commandTokens';
import type { RecentSessions } from './recentSessions';
import type { ErrorCode } from '../model/errors';
import type { SessionEntry } from './sessionEntries';
import type { SessionList } from './sessionList';
import { scopeFor } from '../requests/requestSender';
import { asOwnerSees, workbookForCalls, type SessionRequests } from './sessionRequests';
import { acquireTokens } from './acquireTokens';
import type { PermissionSet } from '../model/workbookSession';

/** One user's or program's wish to refresh sessions. */
export interface RefreshCommand {
  readonly tokens: CommandTokens;
  readonly signal: AbortSignal;
  /** What the tokens must allow, if not what each session is known to need. */
  readonly permissions?: PermissionSet | undefined;
  /** Called as each session's outcome is known. */
  readonly onOutcome: ((outcome: RefreshOutcome) => void) | undefined;
}

/** Refreshes listed sessions: proves that they live and restarts their idle time. */
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
    command: RefreshCommand,
  ): Promise<readonly RefreshOutcome[]> {
    const { list } = this.deps;
    const { tokens, permissions } = command;
    const refusals = await acquireTokens(keys, list, tokens, permissions);
    const outcomes = keys.map(async (key) => {
      const refusal = refusals.get(key);
      const entry = list.get(key);
      const outcome =
        refusal || !entry
          ? ended(key, refusal ?? 'sessionNotListed')
          : await this.send(entry, command);
      command.onOutcome?.(outcome);
      return outcome;
    });
    return Promise.all(outcomes);
  }

  private async send(entry: SessionEntry, command: RefreshCommand): Promise<RefreshOutcome> {
    const { list, requests, clock, recent } = this.deps;
    const { record } = entry;
    const { key } = record;
    const scope = scopeFor(entry, command);
    const workbook = await workbookForCalls(this.deps, entry, scope);
    const answer = asOwnerSees(record, await requests.refresh(workbook, record.sessionId, scope));
    if (answer.ok) {
      const lastActiveAt = clock.now();
      list.changeActivity(key, {
        lastActiveAt,
        ...defined({ permissions: command.permissions }),
      });
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
