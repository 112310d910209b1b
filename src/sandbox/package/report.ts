import type { Sandbox } from '../sandbox';
import type { Leak } from '../workbookSessions';

/** The sentences about the sessions that are still open; undefined if there are none. */
export function leakReport(leaks: readonly Leak[]): string | undefined {
  if (leaks.length === 0) {
    return undefined;
  }
  const count = leaks.length === 1 ? '1 session' : `${leaks.length} sessions`;
  const lines = leaks.map(
    ({ workbook, persistChanges, openForMs }) =>
      `  ${workbook}, ${persistChanges ? 'persistent' : 'non-persistent'}, open for ${durationText(openForMs)}`,
  );
  return [`Your test left ${count} open:`, ...lines].join('\n');
}

/** The sentences about the broken rules, by kind and count; undefined if there are none. */
export function violationReport({
  violations,
  dropped,
}: Pick<Sandbox, 'violations' | 'dropped'>): string | undefined {
  const total = violations.length + dropped.violations;
  if (total === 0) {
    return undefined;
  }
  const counts = new Map<string, number>();
  violations.forEach(({ kind }) => counts.set(kind, (counts.get(kind) ?? 0) + 1));
  const lines = [...counts].map(([kind, count]) => `  ${kind}: ${timesText(count)}`);
  const more = dropped.violations === 0 ? [] : [`  older ones: ${timesText(dropped.violations)}`];
  const head = `Your test broke rules of Microsoft Graph ${timesText(total)}:`;
  return [head, ...lines, ...more].join('\n');
}

function timesText(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) {
    return 'less than 1 s';
  }
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
