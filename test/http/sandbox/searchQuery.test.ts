import assert from 'node:assert/strict';
import { siteDrive } from '../../../src/sandbox/drives';
import { measurementCount, specialFiles, workbookFiles } from '../../../src/sandbox/workbookFiles';
import {
  type Answer,
  errorCodes,
  goodHeaders,
  sandboxPerTest,
  send,
  violationKinds,
} from './client';

interface Hit {
  readonly hitId: string;
  readonly rank: number;
  readonly resource: {
    readonly id: string;
    readonly name: string;
    readonly file?: unknown;
    readonly parentReference: { readonly driveId: string };
  };
}
interface Container {
  readonly hits: Hit[];
  readonly total: number;
  readonly moreResultsAvailable: boolean;
}

describe('POST /search/query', () => {
  const test = sandboxPerTest();
  const post = (body: unknown, version = 'v1.0'): Promise<Answer> =>
    send(test.sandbox, `/${version}/search/query`, {
      method: 'POST',
      headers: goodHeaders(),
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const request = (queryString: string, more: object = {}) => ({
    requests: [{ entityTypes: ['driveItem'], query: { queryString }, ...more }],
  });
  const search = async (queryString: string, more: object = {}): Promise<Container> => {
    const { status, body } = await post(request(queryString, more));
    assert.equal(status, 200, body);
    const { value } = JSON.parse(body) as { value: [{ hitsContainers: [Container] }] };
    return value[0].hitsContainers[0];
  };
  const names = ({ hits }: Container) => hits.map(({ resource }) => resource.name);

  for (const [query, expected] of [
    ['plan filetype:xlsx', ['Team plan.xlsx']],
    ['PLAN', ['Team plan.xlsx']],
    ['pla', []],
    ['pla*', ['Team plan.xlsx']],
    ['"sales report" filetype:xlsx', ['Sales report Q3.xlsx']],
    ['"report sales"', []],
    ['forecast AND (filetype:xlsx OR filetype:xlsm)', ['Forecast of Grace.xlsx']],
    ['filetype:xlsm OR filetype:xlsb', ['Large data.xlsb', 'Macros.xlsm']],
    ['archive isDocument=true', ['Archive 2003.xls']],
    ['general isDocument=true', []],
    ['general', ['General']],
    ['orçamento', ['Orçamento 2026.xlsx']],
    ['filetype:docx', []],
  ] as const) {
    it(`finds ${expected.join(', ') || 'nothing'} by ${query}`, async () => {
      assert.deepEqual(names(await search(query)), expected);
      assert.deepEqual(test.sandbox.violations, []);
    });
  }

  it('returns the drive of a file, but not its type', async () => {
    const { hits } = await search('plan');
    const [{ hitId, rank, resource }] = hits as [Hit];

    assert.deepEqual(hitId, workbookFiles[3].itemId);
    assert.equal(rank, 1);
    assert.deepEqual(resource.id, workbookFiles[3].itemId);
    assert.deepEqual(resource.parentReference.driveId, siteDrive.id);
    assert.equal(resource.file, undefined);
  });

  it('finds a shared file in its own drive', async () => {
    const { hits } = await search('grace');

    assert.deepEqual(
      hits.map(({ resource }) => resource.parentReference.driveId),
      [specialFiles.shared.driveId],
    );
  });

  it('returns pages', async () => {
    const first = await search('measurement*', { size: 200 });
    const second = await search('measurement*', { from: 200, size: 200 });
    const total = measurementCount + 1; // the folder

    assert.deepEqual(first.total, total);
    assert.equal(first.hits.length, 200);
    assert.equal(first.moreResultsAvailable, true);
    assert.deepEqual(second.total, total);
    assert.deepEqual(second.hits.length, total - 200);
    assert.equal(second.moreResultsAvailable, false);
    assert.equal(second.hits[0]?.rank, 201);
    assert.equal((await search('measurement*')).hits.length, 25);
  });

  it('can be rejected by a fault, like without Files.Read.All', async () => {
    test.sandbox.fault({
      kind: 'error',
      error: 'accessDenied',
      action: 'searchQuery',
      times: Number.POSITIVE_INFINITY,
    });
    for (const answer of [await post(request('plan')), await post(request('plan'))]) {
      assert.equal(answer.status, 403);
      assert.equal(errorCodes(answer)[0], 'accessDenied');
    }
    assert.deepEqual(test.sandbox.violations, []);
  });

  for (const body of [
    '',
    '[',
    '{}',
    { requests: [] },
    { requests: [{ entityTypes: [], query: { queryString: 'a' } }] },
    { requests: [{ entityTypes: ['driveItem'], query: {} }] },
    request('a', { from: -1 }),
    request('a', { size: 501 }),
  ]) {
    it(`rejects the body ${JSON.stringify(body)}`, async () => {
      assert.equal((await post(body)).status, 400);
      assert.deepEqual(violationKinds(test.sandbox), ['unexpectedBody']);
    });
  }

  it('rejects other entities and other methods', async () => {
    const other = { requests: [{ entityTypes: ['message'], query: { queryString: 'a' } }] };
    assert.equal((await post(other)).status, 400);
    const headers = goodHeaders();
    assert.equal((await send(test.sandbox, '/v1.0/search/query', { headers })).status, 405);
  });
});
