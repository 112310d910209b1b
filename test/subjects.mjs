// Which folder of src may import which: the table in ARCHITECTURE.md, for ESLint and the unit tests.
import { readFileSync } from 'node:fs';

const text = readFileSync(new URL('../ARCHITECTURE.md', import.meta.url), 'utf8');
const row = /^\| `([\w./]+?)\/?` +\| ([^|]+?) +\|/gm;

/** What every folder may import. */
export const forAll = ['base', 'contributions.ts'];

/** @type {ReadonlyMap<string, readonly string[]>} by folder or file; `*` is everything */
export const subjects = new Map(
  Array.from(text.matchAll(row), ([, name = '', may = '']) => [
    name,
    may === 'everything'
      ? ['*']
      : Array.from(may.matchAll(/`([\w./]+)`/g), ([, other = '']) => other),
  ]),
);
