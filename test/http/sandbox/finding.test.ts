import assert from 'node:assert/strict';
import { colleagueDrive, ownDrive, site, siteDrive } from '../../../src/sandbox/drives';
import { measurementCount, specialFiles, workbookFiles } from '../../../src/sandbox/workbookFiles';
import { act, errorCodes, getItem, sandboxPerTest } from './client';

interface Item {
  readonly id: string;
  readonly name: string;
  readonly webUrl: string;
  readonly folder?: { readonly childCount: number };
  readonly file?: { readonly mimeType: string };
  readonly parentReference: { readonly driveId: string; readonly path: string };
  readonly remoteItem?: Item;
}
interface Collection {
  readonly value: Item[];
  readonly '@odata.nextLink'?: string;
}

describe('In the sandbox,', () => {
  const test = sandboxPerTest();
  const own = `/v1.0/drives/${encodeURIComponent(ownDrive.id)}`;
  const team = `/v1.0/drives/${encodeURIComponent(siteDrive.id)}`;

  const read = async <T = Collection>(path: string): Promise<T> => {
    const { status, body } = await getItem(test.sandbox, path);
    assert.equal(status, 200, body);
    return JSON.parse(body) as T;
  };
  const names = async (path: string) => (await read(path)).value.map(({ name }) => name);
  const refused = async (path: string, status: number, code: string) => {
    const answer = await getItem(test.sandbox, path);
    assert.deepEqual(answer.status, status);
    assert.deepEqual(errorCodes(answer)[0], code);
  };

  afterEach(() => {
    assert.deepEqual(test.sandbox.violations, []);
  });

  describe('drives', () => {
    for (const [path, driveId, driveType] of [
      ['/v1.0/me/drive', ownDrive.id, 'business'],
      [own, ownDrive.id, 'business'],
      [team, siteDrive.id, 'documentLibrary'],
      [`/beta/sites/${site.id}/drive`, siteDrive.id, 'documentLibrary'],
    ] as const) {
      it(`are returned at ${path.slice(0, 40)}`, async () => {
        const drive = await read<Record<string, unknown>>(path);

        assert.deepEqual(drive['id'], driveId);
        assert.deepEqual(drive['driveType'], driveType);
      });
    }

    it('are listed for the user and for a site', async () => {
      assert.deepEqual(await names('/v1.0/me/drives'), ['OneDrive']);
      assert.deepEqual(await names(`/v1.0/sites/${site.id}/drives`), ['Documents']);
    });

    it('are not found for an unknown owner', async () => {
      await refused('/v1.0/drives/none', 404, 'itemNotFound');
      await refused('/v1.0/sites/none/drives', 404, 'itemNotFound');
    });
  });

  describe('sites', () => {
    it('are found by a word, and all of them by *', async () => {
      assert.deepEqual(await names('/v1.0/sites?search=TEAM'), ['team']);
      assert.deepEqual(await names('/v1.0/sites?search=*'), ['team']);
      assert.deepEqual(await names('/v1.0/sites?search=nothing'), []);
      assert.equal((await read<Item>(`/v1.0/sites/${site.id}`)).webUrl, site.webUrl);
      await refused('/v1.0/sites/none', 404, 'itemNotFound');
    });
  });

  describe('folders', () => {
    const topLevel = [
      'Archive 2003.xls',
      'Budget.xlsx',
      'Empty folder',
      'Forecast of Grace.xlsx',
      'Measurements',
      'Models',
      'Notes.txt',
      'Orçamento 2026.xlsx',
      'Pläne & Übersicht',
      'Reports',
      'Team files',
    ];
    for (const path of [
      '/v1.0/me/drive/root/children',
      `${own}/root/children`,
      '/v1.0/users/ada@workbooks.example/drive/root/children',
    ]) {
      it(`are listed at ${path.slice(0, 60)}`, async () => {
        assert.deepEqual((await names(path)).sort(), topLevel);
      });
    }

    it('are listed by id and by path', async () => {
      const { value } = await read('/v1.0/me/drive/root/children');
      const models = value.find(({ name }) => name === 'Models')!;
      const expected = ['Large data.xlsb', 'Macros.xlsm', 'Slow model.xlsx'];

      assert.equal(models.folder?.childCount, 3);
      assert.deepEqual(await names(`/v1.0/me/drive/items/${models.id}/children`), expected);
      assert.deepEqual(await names(`${own}/items/${models.id}/children`), expected);
      assert.deepEqual(await names('/v1.0/me/drive/root:/models:/children'), expected);
      assert.deepEqual(await names(`${team}/root/children`), [
        'General',
        'Inventory & orders 100%.xlsx',
      ]);
    });

    it('may be empty, and files have no children', async () => {
      assert.deepEqual(await names('/v1.0/me/drive/root:/Empty%20folder:/children'), []);
      assert.deepEqual(await names(`/v1.0/me/drive/items/${workbookFiles[0].itemId}/children`), []);
      await refused('/v1.0/me/drive/items/none/children', 404, 'itemNotFound');
      await refused('/v1.0/drives/none/root/children', 404, 'itemNotFound');
    });

    it('have a root that is an item', async () => {
      const root = await read<Item>(`${own}/root`);
      const child = (await read(`${own}/items/${root.id}/children`)).value[0]!;

      assert.equal(root.folder?.childCount, topLevel.length);
      assert.equal((child.parentReference as { id?: string }).id, root.id);
    });

    it('have the type of each file', async () => {
      const types = new Map<string, string | undefined>();
      for (const file of [...Object.values(specialFiles), workbookFiles[5]]) {
        const path = `/v1.0/drives/${file.driveId}/items/${file.itemId}`;
        types.set(file.name.replace(/.*\./, ''), (await read<Item>(path)).file?.mimeType);
      }
      assert.deepEqual(Object.fromEntries(types), {
        xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        xlsm: 'application/vnd.ms-excel.sheet.macroEnabled.12',
        xlsb: 'application/vnd.ms-excel.sheet.binary.macroEnabled.12',
        txt: 'text/plain',
        xls: 'application/vnd.ms-excel',
      });
    });

    it('contain names with special characters', async () => {
      const { name, itemId, path } = specialFiles.awkward;
      const byPath = `/v1.0/me/drive/root:/${path.split('/').map(encodeURIComponent).join('/')}`;

      assert.match(name, /ö.*#.*\+.*%.*'/);
      assert.equal((await read<Item>(byPath)).id, itemId);
    });

    it('have only the selected properties', async () => {
      const { value } = await read('/v1.0/me/drive/root/children?$select=id,name');

      assert.deepEqual(Object.keys(value[0]!).sort(), ['id', 'name']);
    });
  });

  describe('items of another drive', () => {
    it('refer to their real place, and can be opened only there', async () => {
      const { value } = await read('/v1.0/me/drive/root/children');
      const shared = value.find(({ name }) => name === specialFiles.shared.name)!;
      const { id, parentReference, file } = shared.remoteItem!;
      assert.deepEqual(id, specialFiles.shared.itemId);
      assert.deepEqual(parentReference.driveId, colleagueDrive.id);
      assert.equal(shared.file, undefined);
      assert.equal(file?.mimeType.includes('spreadsheetml'), true);

      const here = { driveId: ownDrive.id, itemId: shared.id };
      assert.equal((await act(test.sandbox, 'createSession', here)).status, 404);
      const there = { driveId: parentReference.driveId, itemId: id };
      assert.equal((await act(test.sandbox, 'createSession', there)).status, 201);
    });

    it('may be folders', async () => {
      const { value } = await read('/v1.0/me/drive/root/children');
      const { remoteItem } = value.find(({ name }) => name === 'Team files')!;

      assert.equal(remoteItem?.folder?.childCount, 2);
      assert.equal(remoteItem.parentReference.driveId, siteDrive.id);
      assert.equal((await names(`${team}/items/${remoteItem.id}/children`)).length, 2);
    });
  });

  describe('pages', () => {
    const folder = '/v1.0/me/drive/root:/Measurements:/children';

    async function all(path: string): Promise<{ sizes: number[]; names: string[] }> {
      const sizes: number[] = [];
      const found: string[] = [];
      for (let next: string | undefined = path; next !== undefined;) {
        const page: Collection = await read(next);
        sizes.push(page.value.length);
        found.push(...page.value.map(({ name }) => name));
        const link: string | undefined = page['@odata.nextLink'];
        next = link?.replace(test.sandbox.endpoint, '');
        assert.ok(next?.startsWith('/') ?? true);
      }
      return { sizes, names: found };
    }

    it('have 200 items by default', async () => {
      const found = await all(folder);

      assert.deepEqual(found.sizes, [200, measurementCount - 200]);
      assert.equal(new Set(found.names).size, measurementCount);
    });

    it('have the size of $top, and keep $select', async () => {
      const found = await all(`${folder}?$top=100&$select=name`);
      assert.deepEqual(found.sizes, [100, 100, 30]);
      const { '@odata.nextLink': next } = await read(`${folder}?%24top=1&$select=name`);
      assert.deepEqual(
        Object.keys((await read(next!.slice(test.sandbox.endpoint.length))).value[0]!),
        ['name'],
      );
    });

    it('have no next link after a full last page', async () => {
      assert.deepEqual((await all(`${folder}?$top=115`)).sizes, [115, 115]);
      assert.deepEqual((await all(`${folder}?$top=5000`)).sizes, [measurementCount]);
    });

    it('are returned by a search too', async () => {
      const found = await all("/v1.0/me/drive/root/search(q='measurement')?$top=150");

      // The folder is found too.
      assert.deepEqual(found.sizes, [150, measurementCount + 1 - 150]);
    });

    for (const query of ['$top=0', '$top=-1', '$top=x', '$skiptoken=x', '$skiptoken=']) {
      it(`are rejected with ${query}`, () => refused(`${folder}?${query}`, 400, 'invalidRequest'));
    }
  });

  describe('a search in a drive', () => {
    for (const [path, expected] of [
      ["/v1.0/me/drive/root/search(q='BUDGET')", ['Budget.xlsx']],
      [`${team}/root/search(q='plan')`, ['Team plan.xlsx']],
      [
        `${team}/search(q='orders 100%25')`.replaceAll(' ', '%20'),
        ['Inventory & orders 100%.xlsx'],
      ],
      ["/v1.0/me/drive/root/search(q='or%C3%A7a')", ['Orçamento 2026.xlsx']],
      ["/v1.0/me/drive/root/search(q='%23')", [specialFiles.awkward.name]],
      ['/v1.0/me/drive/root/search(q=%27%27%27neu%27%27%27)', [specialFiles.awkward.name]],
      ["/v1.0/me/drive/root/search(q='+')", [specialFiles.awkward.name]],
      ["/v1.0/me/drive/root/search(q='%2F')", []],
      ["/v1.0/me/drive/root:/Reports:/search(q='.xlsx')", ['Sales report Q3.xlsx']],
      ["/v1.0/me/drive/root/search(q='grace')", []],
      ["/v1.0/me/drive/search(q='grace')", ['Forecast of Grace.xlsx']],
      ["/v1.0/me/drive/root/search(q='nothing')", []],
    ] as const) {
      it(`finds ${expected.join() || 'nothing'} with ${path.replace(/.*search/, '')}`, async () => {
        assert.deepEqual(await names(path), expected);
      });
    }

    it('marks items of another drive', async () => {
      const { value } = await read("/v1.0/me/drive/search(q='grace')");

      assert.equal(value[0]?.remoteItem?.id, specialFiles.shared.itemId);
    });
  });

  it('a search without quotes, or with an undoubled quote, is rejected', async () => {
    for (const call of ["search(q='it's')", 'search(q=plan)', 'search']) {
      await refused(`/v1.0/me/drive/root/${call}`, 404, 'itemNotFound');
    }
    assert.deepEqual(
      test.sandbox.violations.map(({ kind }) => kind),
      Array(3).fill('unknownPath'),
    );
    test.sandbox.reset();
  });
});
