import { parseJson } from '../../base/json';
import { type Fault, isFault, problemOf } from '../faults';

/** The fields of faults that are numbers. */
const numbers: ReadonlySet<string> = new Set(['status', 'times', 'polls', 'bytes', 'until']);

/**
 * The fault of a `--fault`: the JSON of the admin API, or the kind and fields in short, for example
 * `error,error=accessConflict,times=2`.
 * @throws Error that says what is allowed
 */
export function faultOf(text: string): Fault {
  const isJson = text.trimStart().startsWith('{');
  const fault = isJson ? parseJson(text) : parseShort(text);
  if (fault === undefined) {
    throw new Error(`--fault ${text}: this is not JSON.`);
  }
  if (!isFault(fault)) {
    throw new Error(`--fault ${text}: ${problemOf(fault) ?? ''}`);
  }
  return fault;
}

function parseShort(text: string): Readonly<Record<string, unknown>> {
  const [kind = '', ...fields] = text.split(',');
  const pairs = fields.map((field) => {
    const [name = '', ...value] = field.split('=');
    const content = value.join('=');
    return [name, numbers.has(name) && content !== '' ? Number(content) : content] as const;
  });
  return { kind, ...Object.fromEntries(pairs) };
}
