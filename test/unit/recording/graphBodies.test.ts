import assert from 'node:assert/strict';
import { createdIn, errorCodesIn, partsOf } from '../../../src/recording/graphBodies';

describe('An answer to a recorded program', () => {
  const cases: readonly (readonly [string, unknown, string, unknown])[] = [
    ['a session', { id: 'a', persistChanges: true }, '', { sessionId: 'a', persistChanges: true }],
    ['a session without a mode', { id: 'a', persistChanges: 1 }, '', { sessionId: 'a' }],
    ['no ID', { persistChanges: true }, '', undefined],
    ['an empty ID', { id: '' }, '', undefined],
    ['an operation', { id: 'a', status: 'running' }, '', undefined],
    ['no object', 'a', '', undefined],
    ['a session in the address', {}, '?sessionId=YT9iL2M=', { sessionId: 'a?b/c' }],
    ['something else in the address', {}, '?sessionId=%20%0A', undefined],
  ];
  for (const [what, body, query, created] of cases) {
    it(`with ${what} is read as such`, () => {
      assert.deepEqual(createdIn(body, query), created);
    });
  }

  it('has the codes of its error, five at most', () => {
    const body = { error: { code: 'a', innerError: { code: 'b', innererror: { code: 'c' } } } };
    assert.deepEqual(errorCodesIn(body), ['a', 'b', 'c']);
    assert.deepEqual(errorCodesIn({ error: { code: 'x'.repeat(200) } }), ['x'.repeat(100)]);
    const deep: { code: string; innerError?: unknown } = { code: 'a' };
    deep.innerError = deep;
    assert.equal(errorCodesIn({ error: deep }).length, 5);
    assert.deepEqual(errorCodesIn({ error: { code: 1, innerError: 'b' } }), []);
    assert.deepEqual(errorCodesIn(undefined), []);
  });

  it('to a batch is matched with its requests by their IDs', () => {
    const headers = { 'Workbook-Session-Id': 's' };
    const sent = {
      requests: [
        { id: '1', method: 'POST', url: '/a', headers },
        { id: '2', method: 'GET', url: '/b' },
        { id: '3', method: 'GET', url: '/c' },
        'odd',
      ],
    };
    const odd = [1, { id: '3', status: 2.5 }, { id: '4', status: 200 }];
    const responses = [
      ...odd,
      { id: '2', status: 200, body: { id: 'x' } },
      { id: '1', status: 204 },
    ];
    assert.deepEqual(partsOf(sent, { responses }), [
      { method: 'POST', url: '/a', sessionId: 's', status: 204, body: undefined },
      { method: 'GET', url: '/b', sessionId: undefined, status: 200, body: { id: 'x' } },
    ]);
    assert.deepEqual(partsOf(undefined, { responses: {} }), []);
  });
});
