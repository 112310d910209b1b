import * as l10n from '@vscode/l10n';
import { failureReason } from '../../messages/failureReasons';
import type { KeepAliveState } from '../../model/workbookSession';

/** Says that this window keeps a session alive, or can't do so any longer. */
export interface KeepAliveTexts {
  /** Short enough for a row of a narrow view. */
  readonly short: string;
  readonly full: string;
}

/** None for a session that the user doesn't want to keep alive. */
export function keepAliveTexts(
  { keptAliveUntil, keepAliveFailure }: KeepAliveState,
  locale: string | undefined,
): readonly KeepAliveTexts[] {
  if (keptAliveUntil !== undefined) {
    const time = timeText(keptAliveUntil, locale);
    return [{ short: l10n.t('kept until {0}', time), full: l10n.t('kept alive until {0}', time) }];
  }
  if (keepAliveFailure === undefined) {
    return [];
  }
  const text = l10n.t('not kept alive: {0}', failureReason(keepAliveFailure));
  return [{ short: text, full: text }];
}

/** A time of day for a row or a short message. */
export function timeText(time: number, locale: string | undefined): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(time);
}
