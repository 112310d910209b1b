import { isJsonObject, parseJson } from '../base/json';
import { type DriveEntries, folded } from './driveEntries';
import { type DriveEntry, isBehindLink } from './drives';
import { driveItemOf, parentReferenceOf } from './sandboxDriveItem';

/** One search of a `POST /search/query` (reference page `search-query`). */
interface SearchRequest {
  readonly entityTypes: readonly string[];
  readonly queryString: string;
  readonly from: number;
  readonly size: number;
}

const defaultSize = 25;
const maxSize = 500;
/** Matches a quoted phrase or a word, perhaps after `property:` or `property=`. */
const token = /(?:(\w+)[:=])?(?:"([^"]*)"|([^\s()"]+))/g;

/** A term of a query. `property` is `name` by default. */
interface Term {
  readonly property: string;
  readonly value: string;
}

/** The searches in a body; undefined when the body is invalid. */
export function parseSearchBody(body: string): readonly SearchRequest[] | undefined {
  const requests = fieldOf(parseJson(body), 'requests');
  const parsed = Array.isArray(requests) ? requests.map(parseRequest) : [];
  const valid = parsed.filter((request) => request !== undefined);
  return valid.length > 0 && valid.length === parsed.length ? valid : undefined;
}

/** The result of a search, without shortcuts and files that are shared only by a link. */
export function searchResponseOf(
  { queryString, from, size }: SearchRequest,
  entries: DriveEntries,
): Record<string, unknown> {
  const found = entries.all.filter(
    (entry) =>
      entry.path !== '' &&
      entry.kind !== 'shortcut' &&
      !isBehindLink(entry) &&
      isFoundBy(queryString, entry),
  );
  return {
    searchTerms: queryString.split(/\s+/),
    hitsContainers: [
      {
        hits: found
          .slice(from, from + size)
          .map((entry, index) => hitOf(entry, entries, from + index + 1)),
        total: found.length,
        moreResultsAvailable: from + size < found.length,
      },
    ],
  };
}

function parseRequest(request: unknown): SearchRequest | undefined {
  const entityTypes = fieldOf(request, 'entityTypes');
  const queryString = fieldOf(fieldOf(request, 'query'), 'queryString');
  const from = fieldOf(request, 'from') ?? 0;
  const size = fieldOf(request, 'size') ?? defaultSize;
  return isNonEmptyListOfTexts(entityTypes) &&
    typeof queryString === 'string' &&
    isCount(from) &&
    isCount(size) &&
    size <= maxSize
    ? { entityTypes, queryString, from, size }
    : undefined;
}

function fieldOf(value: unknown, name: string): unknown {
  return isJsonObject(value) ? value[name] : undefined;
}

function isNonEmptyListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

/** A hit. It has fewer facts than the drive item: for example, not whether it is a file. */
function hitOf(entry: DriveEntry, entries: DriveEntries, rank: number): Record<string, unknown> {
  const { createdDateTime, id, lastModifiedDateTime, name, size, webUrl } = driveItemOf(
    entry,
    entries,
  );
  const { driveId, id: folderId, siteId } = parentReferenceOf(entry);
  return {
    hitId: entry.itemId,
    rank,
    summary: `<c0>${entry.name}</c0> <ddd/>`,
    resource: {
      '@odata.type': '#microsoft.graph.driveItem',
      size,
      fileSystemInfo: { createdDateTime, lastModifiedDateTime },
      id,
      createdDateTime,
      lastModifiedDateTime,
      name,
      parentReference: { driveId, id: folderId, siteId },
      webUrl,
    },
  };
}

/**
 * True when a query in the Keyword Query Language finds the entry. The sandbox supports only this part of the
 * language: all terms must match whole words of the name, or their beginnings if a term ends in `*`, and one
 * of several `filetype:` must match. It doesn't search contents.
 */
function isFoundBy(query: string, entry: DriveEntry): boolean {
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
