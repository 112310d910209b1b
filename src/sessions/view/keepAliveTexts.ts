import * as l10n from '@vscode/l10n';
import { failureReason } from '../../messages/failureReasons';
import type { KeepAliveState } from '../../model/workbookSession';

/** Further away than this, in milliseconds, a time of day alone is not clear. */
const halfDayMs = 12 * 60 * 60_000;

/** Says that this window keeps a session alive, or can't do so any longer. */
export interface KeepAliveTexts {
  /** Short enough for a row of a narrow view. */
  readonly short: string;
  readonly full: string;
}

/** None for a session that the user doesn't want to keep alive. */
export function keepAliveTexts(
  { keptAliveUntil, keepAliveFailure }: KeepAliveState,
  now: number,
  locale: string | undefined,
): readonly KeepAliveTexts[] {
  if (keptAliveUntil !== undefined) {
    const time = timeText(keptAliveUntil, now, locale);
    return [{ short: l10n.t('kept until {0}', time), full: l10n.t('kept alive until {0}', time) }];
  }
  if (keepAliveFailure === undefined) {
    return [];
  }
  const text = l10n.t('not kept alive: {0}', failureReason(keepAliveFailure));
  return [{ short: text, full: text }];
}

/** A later time for a row or a short message: the time of day, and the date if it is far away. */
export function timeText(time: number, now: number, locale: string | undefined): string {
  const date = time - now > halfDayMs ? ({ dateStyle: 'short' } as const) : {};
  return new Intl.DateTimeFormat(locale, { ...date, timeStyle: 'short' }).format(time);
}
