import * as l10n from '@vscode/l10n';
import { failureReason } from '../../messages/failureReasons';
import type { KeepAliveState } from '../../model/workbookSession';

/** The mark of a session that this window keeps alive or can't keep alive, short enough for a row. */
export function keepAliveTexts(
  { keptAliveUntil, keepAliveFailure }: KeepAliveState,
  locale: string | undefined,
): readonly string[] {
  if (keptAliveUntil !== undefined) {
    return [l10n.t('kept alive until {0}', timeText(keptAliveUntil, locale))];
  }
  return keepAliveFailure === undefined
    ? []
    : [l10n.t('not kept alive: {0}', failureReason(keepAliveFailure))];
}

/** Tells that sessions are kept alive from now on. */
export function keptAliveMessage(count: number, until: number, locale: string | undefined): string {
  const time = timeText(until, locale);
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

function timeText(time: number, locale: string | undefined): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(time);
}
