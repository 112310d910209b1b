/** One search of a `POST /search/query` (reference page `search-query`). */
export interface SearchRequest {
  readonly entityTypes: readonly string[];
  readonly queryString: string;
  readonly from: number;
  readonly size: number;
}

const defaultSize = 25;
const maxSize = 500;

/** What the body asks for; undefined when it is no body for a search. */
export function parseSearchBody(body: string): readonly SearchRequest[] | undefined {
  const requests = fieldOf(parseJson(body), 'requests');
  const parsed = Array.isArray(requests) ? requests.map(parseRequest) : [];
  const valid = parsed.filter((request) => request !== undefined);
  return valid.length > 0 && valid.length === parsed.length ? valid : undefined;
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return fields.find(([key]) => key === name)?.[1];
}

function isNonEmptyListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
