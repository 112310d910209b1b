import type { FolderAddress, FoundItem, FoundPage } from '../../src/model/foundItem';
import type { Attempt, CallContext, WorkbookFinder } from '../../src/model/ports';

export interface FinderCall extends CallContext {
  readonly method: 'searchOwnDrive' | 'searchEverywhere' | 'children' | 'nextPage' | 'resolveLink';
  readonly about: string | Exclude<FolderAddress, string>;
}

type Script<T> = ((call: FinderCall) => Attempt<T> | Promise<Attempt<T>>)[];

export const aFoundItem = (change: Partial<FoundItem> = {}): FoundItem => ({
  kind: 'workbook',
  driveId: 'b!drive',
  itemId: `item-of-${change.name ?? 'Found.xlsx'}`,
  name: 'Found.xlsx',
  place: {},
  ...change,
});

/** Answers by script, then with one workbook. */
export class FakeWorkbookFinder implements WorkbookFinder {
  readonly calls: FinderCall[] = [];
  readonly pages: Record<Exclude<FinderCall['method'], 'resolveLink'>, Script<FoundPage>> = {
    searchOwnDrive: [],
    searchEverywhere: [],
    children: [],
    nextPage: [],
  };
  readonly links: Script<FoundItem> = [];

  searchOwnDrive(about: string, context: CallContext) {
    return this.page({ ...context, method: 'searchOwnDrive', about });
  }

  searchEverywhere(about: string, context: CallContext) {
    return this.page({ ...context, method: 'searchEverywhere', about });
  }

  children(about: FolderAddress, context: CallContext) {
    return this.page({ ...context, method: 'children', about });
  }

  nextPage(about: string, context: CallContext) {
    return this.page({ ...context, method: 'nextPage', about });
  }

  async resolveLink(about: string, context: CallContext): Promise<Attempt<FoundItem>> {
    const call: FinderCall = { ...context, method: 'resolveLink', about };
    this.calls.push(call);
    return (await this.links.shift()?.(call)) ?? { ok: true, value: aFoundItem() };
  }

  private async page(call: FinderCall): Promise<Attempt<FoundPage>> {
    this.calls.push(call);
    const script = call.method === 'resolveLink' ? [] : this.pages[call.method];
    return (await script.shift()?.(call)) ?? { ok: true, value: { items: [aFoundItem()] } };
  }
}
