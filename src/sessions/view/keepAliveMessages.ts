import * as l10n from '@vscode/l10n';
import { errorMessage } from '../../messages/errorMessages';
import type { WorkbookSession } from '../../model/workbookSession';
import { timeText } from './keepAliveTexts';
import { failureFacts } from './sessionTexts';

/** For a tooltip: until when this window keeps a session alive, or why it can't do so any longer. */
export function keepAliveLines(
  session: WorkbookSession,
  format: Intl.DateTimeFormat,
): readonly string[] {
  const { keptAliveUntil, keepAliveFailure } = session;
  if (keptAliveUntil !== undefined) {
    const time = format.format(keptAliveUntil);
    return [l10n.t('Kept alive: this window refreshes the session until {0}', time)];
  }
  if (keepAliveFailure === undefined) {
    return [];
  }
  const { what, advice } = errorMessage(keepAliveFailure, failureFacts(session));
  return [l10n.t('No longer kept alive: {0}', `${what} ${advice}`)];
}

/**
 * Tells how many sessions are kept alive from now on, and until when.
 * @param chosen how many sessions the user chose
 */
export function keptAliveMessage(
  { count, until }: { readonly count: number; readonly until: number },
  chosen: number,
  now: number,
  locale: string | undefined,
): string {
  const time = timeText(until, now, locale);
  if (count < chosen) {
    return count === 1
      ? l10n.t('1 of {0} sessions is kept alive until {1}.', chosen, time)
      : l10n.t('{0} of {1} sessions are kept alive until {2}.', count, chosen, time);
  }
  return count === 1
    ? l10n.t('1 session is kept alive until {0}.', time)
    : l10n.t('{0} sessions are kept alive until {1}.', count, time);
}

/** Tells that sessions are no longer kept alive. */
export function stoppedKeepAliveMessage(count: number): string {
  return count === 1
    ? l10n.t('1 session is no longer kept alive.')
    : l10n.t('{0} sessions are no longer kept alive.', count);
}
