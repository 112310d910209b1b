import * as l10n from '@vscode/l10n';

/** A duration in words, rounded up. */
export function durationText(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 90) {
    return seconds === 1 ? l10n.t('1 second') : l10n.t('{0} seconds', seconds);
  }
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90
    ? l10n.t('{0} minutes', minutes)
    : l10n.t('{0} hours', Math.ceil(minutes / 60));
}
