import { violationsForDisplay } from '../adminApi';
import type { Sandbox } from '../sandbox';
import type { Leak } from '../workbookSessions';

const mostCharacters = 200;

/** The sentences about the sessions that were not closed; undefined if there are none. */
export function leakReport(leaks: readonly Leak[]): string | undefined {
  if (leaks.length === 0) {
    return undefined;
  }
  const count = leaks.length === 1 ? '1 session' : `${leaks.length} sessions`;
  const lines = leaks.map(
    ({ workbook, persistChanges, openForMs, hasExpired }) =>
      `  ${workbook}, ${persistChanges ? 'persistent' : 'non-persistent'}, ${hasExpired ? 'expired after' : 'open for'} ${durationText(openForMs)}`,
  );
  return [`Your test left ${count} open:`, ...lines].join('\n');
}

/** The sentences about the broken rules, by kind, each with its first violation; undefined if there are none. */
export function violationReport(sandbox: Sandbox): string | undefined {
  const violations = violationsForDisplay(sandbox);
  const { dropped, token } = sandbox;
  const total = violations.length + dropped.violations;
  if (total === 0) {
    return undefined;
  }
  const kinds = [...new Set(violations.map(({ kind }) => kind))];
  const lines = kinds.flatMap((kind) => {
    const [first, ...others] = violations.filter((violation) => violation.kind === kind);
    const detail = detailText(first?.detail ?? '', token);
    return [`  ${kind}: ${timesText(1 + others.length)}`, `    ${detail}`];
  });
  const more = dropped.violations === 0 ? [] : [`  older ones: ${timesText(dropped.violations)}`];
  const head = `Your test broke rules ${timesText(total)}${total === 1 ? ':' : '. The first of each kind:'}`;
  return [head, ...lines, ...more].join('\n');
}

/** The detail in one short line, without the query of a URL, which may hold a token. */
function detailText(detail: string, token: string): string {
  const line = detail.replace(/\?\S*/, '').replaceAll(token, '…').replaceAll(/\s+/g, ' ');
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters)}…` : line;
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
