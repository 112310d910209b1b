import { array, literal, object, optional, string, unknown } from 'valibot';
import { defined } from '../base/defined';
import { ifValid, listOfValid, readAs } from '../base/schema';
import type { FolderAddress, FoundItem, FoundPage } from '../model/foundItem';
import type { Attempt, CallContext, WorkbookFinder } from '../model/ports';
import { readFoundItem } from './driveItem';
import { childrenPath, searchBody, searchPath, sharePath } from './finderUrl';
import { GraphClient, type GraphDeps, type GraphRequest } from './graphClient';

/**
 * Finds workbooks in Graph, one attempt per call. It doesn't use `/me/drive/recent`, which stops returning
 * data after November 2026.
 * @see https://learn.microsoft.com/graph/api/resources/driveitem
 */
export class GraphDriveItemApi implements WorkbookFinder {
  private readonly client: GraphClient;

  constructor(deps: GraphDeps) {
    this.client = new GraphClient(deps);
  }

  searchOwnDrive(text: string, call: CallContext): Promise<Attempt<FoundPage>> {
    const route = "/me/drive/root/search(q='{q}')";
    return this.client.attempt(call, () => listOf({ path: searchPath(text), route }));
  }

  async searchEverywhere(text: string, call: CallContext): Promise<Attempt<FoundPage>> {
    const body = searchBody(text);
    return body === undefined
      ? { ok: true, value: { items: [] } }
      : this.client.attempt<FoundPage>(call, () => ({
          method: 'POST',
          path: '/search/query',
          route: '/search/query',
          body,
          effect: 'none',
          read: ({ status, body: answer }) => (status === 200 ? readHits(answer) : undefined),
        }));
  }

  children(folder: FolderAddress, call: CallContext): Promise<Attempt<FoundPage>> {
    const route =
      folder === 'ownRoot' ? '/me/drive/root/children' : '/drives/{id}/items/{id}/children';
    return this.client.attempt(call, () => listOf({ path: childrenPath(folder), route }));
  }

  nextPage(page: string, call: CallContext): Promise<Attempt<FoundPage>> {
    return this.client.attempt(call, () => listOf({ link: page, route: '{nextLink}' }));
  }

  resolveLink(url: string, call: CallContext): Promise<Attempt<FoundItem>> {
    return this.client.attempt<FoundItem>(call, () => ({
      method: 'GET',
      path: sharePath(url),
      route: '/shares/{id}/driveItem',
      // Later calls use the item's ids, not the link, so the access must last.
      prefer: 'redeemSharingLink',
      effect: 'none',
      read: ({ status, body }) => (status === 200 ? readItem(body) : undefined),
    }));
  }
}

function listOf(
  where: { readonly route: string } & ({ readonly path: string } | { readonly link: string }),
): GraphRequest<FoundPage> {
  return {
    ...where,
    method: 'GET',
    effect: 'none',
    read: ({ status, body }) => (status === 200 ? readPage(body) : undefined),
  };
}

const pageFields = object({
  value: array(unknown()),
  '@odata.nextLink': ifValid(string()),
});

const searchAnswer = object({
  value: listOfValid(
    object({
      hitsContainers: ifValid(
        listOfValid(
          object({
            hits: ifValid(listOfValid(object({ resource: optional(unknown()) }))),
            moreResultsAvailable: ifValid(literal(true)),
          }),
        ),
      ),
    }),
  ),
});

function readItem(body: unknown): Attempt<FoundItem> {
  const item = readFoundItem(body);
  return item ? { ok: true, value: item } : unexpected;
}

function readPage(body: unknown): Attempt<FoundPage> {
  const page = readAs(pageFields, body);
  const nextPage = page?.['@odata.nextLink'];
  return page
    ? { ok: true, value: { items: itemsOf(page.value), ...defined({ nextPage }) } }
    : unexpected;
}

function readHits(body: unknown): Attempt<FoundPage> {
  const answer = readAs(searchAnswer, body);
  if (!answer) {
    return unexpected;
  }
  const containers = answer.value.flatMap(({ hitsContainers }) => hitsContainers ?? []);
  const hits = containers.flatMap((container) => container.hits ?? []);
  const isCut = containers.some(({ moreResultsAvailable }) => moreResultsAvailable);
  const items = itemsOf(hits.map(({ resource }) => resource));
  return { ok: true, value: { items, ...(isCut && { isCut }) } };
}

/** Leaves out items that can't be read. */
function itemsOf(values: readonly unknown[]): FoundItem[] {
  return values.map(readFoundItem).filter((item) => item !== undefined);
}

const unexpected = { ok: false, code: 'unexpectedAnswer', mayRetry: false } as const;
