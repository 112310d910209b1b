import type { DriveEntry } from './driveEntries';
import { folded } from './driveTree';

/** A quoted phrase or a word, each perhaps behind `property:` or `property=`. */
const token = /(?:(\w+)[:=])?(?:"([^"]*)"|([^\s()"]+))/g;

/** A part of a query; `property` is `name` where none is given. */
interface Term {
  readonly property: string;
  readonly value: string;
}

/**
 * True when the entry is what a query in the Keyword Query Language looks for, as far as searches for
 * files use it: terms must all be there, as whole words unless they end in `*`; of several `filetype:`
 * one is enough. Other operators than that are not understood, as little as contents are searched.
 */
export function isFoundBy(query: string, entry: DriveEntry): boolean {
  const terms = termsOf(query);
  const valuesOf = (wanted: string) =>
    terms.filter(({ property }) => property === wanted).map(({ value }) => value);
  const fileTypes = valuesOf('filetype').map((type) => type.replace(/^\./, ''));
  return (
    (fileTypes.length === 0 || fileTypes.includes(endingOf(entry))) &&
    valuesOf('isdocument').every((value) => (value === 'true') === (entry.kind === 'file')) &&
    valuesOf('name').every((term) => hasTerm(entry.name, term))
  );
}

function termsOf(query: string): readonly Term[] {
  return [...query.matchAll(token)]
    .filter(([text]) => text !== 'AND' && text !== 'OR')
    .map(([, property = 'name', phrase, word = '']) => ({
      property: property.toLowerCase(),
      value: folded(phrase ?? word),
    }));
}

function endingOf({ kind, name }: DriveEntry): string {
  return kind === 'file' ? folded(name.slice(name.lastIndexOf('.') + 1)) : '';
}

function hasTerm(name: string, term: string): boolean {
  const wanted = wordsOf(term);
  const words = wordsOf(name);
  const isPrefix = term.endsWith('*');
  return words.some((_, start) =>
    wanted.every((word, index) => {
      const found = words[start + index] ?? '';
      return isPrefix && index === wanted.length - 1 ? found.startsWith(word) : found === word;
    }),
  );
}

function wordsOf(text: string): string[] {
  return folded(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
