import type { FoundCall } from './callTarget';
import { type DriveEntry, isBehindLink } from './driveEntries';
import { driveItemOf, parentReferenceOf } from './sandboxDriveItem';
import { driveOf, findDrive, site } from './drives';
import { childrenOf, driveEntries, folded, searchBelow } from './driveTree';
import { contextOf, type GraphAnswer, jsonAnswer } from './graphAnswer';
import { isFoundBy } from './keywordQuery';
import { pageOf, selected } from './pages';
import type { RecordedRequest } from './requestLog';
import { parseSearchBody, type SearchRequest } from './searchRequests';
import { urlOfSharingToken } from './webAddresses';
import type { Outcome } from './workbookActions';

/** The calls that find a workbook: drives, folders, searches, sharing links, sites. */
export class DriveCalls {
  constructor(
    /** Origin of the server, for the addresses in answers. */
    private readonly endpoint: () => string,
  ) {}

  act(call: FoundCall): Outcome {
    const { request } = call;
    switch (request.action) {
      case 'searchQuery':
        return this.searchQuery(request);
      case 'searchSites':
        return this.searchSites(request);
      case 'getSite':
        return this.getSite(call);
      case 'getDrive':
      case 'listDrives':
        return this.drives(call);
      case 'getSharedItem':
        return this.getSharedItem(call);
      default:
        return this.ofEntry(call);
    }
  }

  private getSharedItem(call: FoundCall): Outcome {
    const url = urlOfSharingToken(call.target?.argument ?? '');
    return url === undefined ? 'invalidRequest' : this.ofEntry(call);
  }

  private getSite({ request, target }: FoundCall): Outcome {
    return target?.argument === site.id ? this.one(request, 'sites/$entity', site) : 'itemNotFound';
  }

  private ofEntry({ request, target, entry }: FoundCall): Outcome {
    if (!entry) {
      return 'itemNotFound';
    }
    const text = target?.argument ?? '';
    switch (request.action) {
      case 'listChildren':
        return this.items(request, childrenOf(entry));
      case 'searchFolder':
        return this.items(request, stored(searchBelow(entry, text)));
      case 'searchDrive':
        return this.items(request, searchBelow(entry, text));
      default:
        return this.one(request, 'drives(...)/items/$entity', driveItemOf(entry));
    }
  }

  private drives({ request, target }: FoundCall): Outcome {
    const drive = target?.item && findDrive(target.item.drive);
    if (!drive) {
      return 'itemNotFound';
    }
    return request.action === 'getDrive'
      ? this.one(request, 'drives/$entity', driveOf(drive))
      : this.many(request, 'drives', [drive], driveOf);
  }

  private items(request: RecordedRequest, entries: readonly DriveEntry[]): Outcome {
    return this.many(request, 'Collection(driveItem)', shown(entries), driveItemOf);
  }

  private searchSites(request: RecordedRequest): Outcome {
    const text = new URL(request.path, this.endpoint()).searchParams.get('search') ?? '';
    const words = folded(`${site.displayName} ${site.description}`);
    const isFound = text === '*' || words.includes(folded(text));
    return this.many(request, 'sites', isFound ? [site] : [], (found) => ({ ...found }));
  }

  private searchQuery({ path, body }: RecordedRequest): Outcome {
    const requests = parseSearchBody(body);
    if (!requests?.every(({ entityTypes }) => entityTypes.includes('driveItem'))) {
      return 'badRequestUncategorized';
    }
    return jsonAnswer(200, {
      '@odata.context': contextOf(
        this.endpoint(),
        path,
        'Collection(microsoft.graph.searchResponse)',
      ),
      value: requests.map(searchResponseOf),
    });
  }

  private one(
    { path }: RecordedRequest,
    of: string,
    resource: Record<string, unknown>,
  ): GraphAnswer {
    return jsonAnswer(200, {
      '@odata.context': contextOf(this.endpoint(), path, of),
      ...selected(resource, new URL(path, this.endpoint())),
    });
  }

  private many<T>(
    { path }: RecordedRequest,
    of: string,
    all: readonly T[],
    toResource: (one: T) => Record<string, unknown>,
  ): Outcome {
    const page = pageOf(all, path, this.endpoint(), toResource);
    return page
      ? jsonAnswer(200, { '@odata.context': contextOf(this.endpoint(), path, of), ...page })
      : 'invalidRequest';
  }
}

/** Without what only a link leads to. */
function shown(entries: readonly DriveEntry[]): readonly DriveEntry[] {
  return entries.filter((entry) => !isBehindLink(entry));
}

/** Without what is only shown there. */
function stored(entries: readonly DriveEntry[]): readonly DriveEntry[] {
  return entries.filter(({ kind }) => kind !== 'shortcut');
}

function searchResponseOf({ queryString, from, size }: SearchRequest): Record<string, unknown> {
  const found = shown(stored(driveEntries)).filter(
    (entry) => entry.path !== '' && isFoundBy(queryString, entry),
  );
  return {
    searchTerms: queryString.split(/\s+/),
    hitsContainers: [
      {
        hits: found.slice(from, from + size).map((entry, index) => hitOf(entry, from + index + 1)),
        total: found.length,
        moreResultsAvailable: from + size < found.length,
      },
    ],
  };
}

/** The search says less of an item than the drive does: not whether it is a file, for one thing. */
function hitOf(entry: DriveEntry, rank: number): Record<string, unknown> {
  const { createdDateTime, id, lastModifiedDateTime, name, size, webUrl } = driveItemOf(entry);
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
