/**
 * The wait that `Retry-After` asks for, in milliseconds: seconds, or a date. A date is read by the clock
 * of whoever wrote it, which the answer's own `Date` shows; ours may be wrong.
 * (https://www.rfc-editor.org/rfc/rfc9110#name-retry-after)
 */
export function retryAfterOf(
  header: (name: string) => string | undefined,
  now: number,
): number | undefined {
  const text = header('retry-after')?.trim() ?? '';
  if (/^-?\d+(\.\d+)?$/.test(text)) {
    return Math.min(Math.max(Number(text) * 1000, 0), Number.MAX_SAFE_INTEGER);
  }
  const date = parseHttpDate(text);
  const answeredAt = parseHttpDate(header('date')?.trim() ?? '') ?? now;
  return date === undefined ? undefined : Math.max(date - answeredAt, 0);
}

function parseHttpDate(text: string): number | undefined {
  if (!httpDate.test(text)) {
    return undefined;
  }
  const date = Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`);
  return Number.isNaN(date) ? undefined : date;
}

/** The three forms of an HTTP date; `Date.parse` alone reads a date into nearly everything. */
const httpDate =
  /^[A-Z][a-z]+(?:, \d\d[ -][A-Z][a-z]{2}[ -]\d{2,4} [\d:]{8} GMT| [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4})$/;
