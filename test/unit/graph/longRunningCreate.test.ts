import assert from 'node:assert/strict';
import type { Attempt, CreateState, CreateStep } from '../../../src/model/ports';
import type { GraphAnswer } from '../../../src/graph/graphClient';
import { readCreateAnswer, readStep } from '../../../src/graph/longRunningCreate';

const graph = 'https://graph.microsoft.com';
const operation = '/v1.0/workbook/operations/1';
const placeOf = (sessionId: string) =>
  `/v1.0/x?sessionId=${encodeURIComponent(Buffer.from(sessionId).toString('base64'))}`;
const place = placeOf('named');

function answer(status: number, body: object, location?: string): GraphAnswer {
  const header = (name: string) => (name === 'location' ? location : undefined);
  return { status, header, body, url: `${graph}${operation}` };
}

/** The session's id, and where to ask next if anywhere. */
function told(state: Attempt<CreateState> | undefined) {
  if (!state?.ok || state.value.kind === 'failed') {
    return undefined;
  }
  const { value } = state;
  return value.kind === 'created'
    ? { id: value.session.sessionId }
    : { id: value.next.sessionId, next: value.next.url, isReady: value.next.isReady };
}

describe('The id of a new session', () => {
  const asked: CreateStep = { url: `${graph}${operation}`, isReady: false };
  const both = [
    [place, '/v1.0/y'],
    ['/v1.0/y', place],
  ] as const;

  for (const [location, resourceLocation] of both) {
    it(`is found in either place of a 201: ${location}, ${resourceLocation}`, () => {
      const created = readCreateAnswer(answer(201, { resourceLocation }, location), 0);
      assert.deepEqual(told(created), { id: 'named' });
    });

    it(`is found in either place of a success: ${location}, ${resourceLocation}`, () => {
      const body = { status: 'succeeded', resourceLocation };
      const next = `${graph}${resourceLocation}`;
      const expected = { id: 'named', next, isReady: true };
      assert.deepEqual(told(readStep(asked, answer(200, body, location), 0)), expected);
    });
  }

  it('is remembered from a 202 that says elsewhere where to ask', () => {
    const pending = readCreateAnswer(answer(202, { resourceLocation: place }, operation), 0);
    const expected = { id: 'named', next: `${graph}${operation}`, isReady: false };
    assert.deepEqual(told(pending), expected);
  });

  for (const [what, body, location] of [
    ['resourceLocation', { status: 'running', resourceLocation: place }, undefined],
    ['Location', { status: 'notStarted' }, place],
  ] as const) {
    it(`is remembered while the operation runs, from ${what}`, () => {
      const pending = readStep(asked, answer(200, body, location), 0);
      const expected = { id: 'named', next: `${graph}${operation}`, isReady: false };
      assert.deepEqual(told(pending), expected);
    });
  }

  it('is remembered from step to step', () => {
    const known = { ...asked, sessionId: 'known' };
    const running = readStep(known, answer(200, { status: 'running' }), 0);
    assert.deepEqual(told(running), { id: 'known', next: asked.url, isReady: false });
    const done = readStep(known, answer(200, { status: 'succeeded' }), 0);
    assert.deepEqual(told(done), { id: 'known' });
  });

  it('is found where the session itself was asked for and says no more than its place', () => {
    const ready = { ...asked, isReady: true };
    const session = readStep(ready, answer(200, { resourceLocation: place }), 0);
    assert.deepEqual(told(session), { id: 'named' });
  });

  it('is asked for at a Location when there is no other place', () => {
    const done = readStep(asked, answer(200, { status: 'succeeded' }, '/v1.0/y'), 0);
    const expected = { id: undefined, next: `${graph}/v1.0/y`, isReady: true };
    assert.deepEqual(told(done), expected);
  });

  it('is nowhere when no place names it', () => {
    const body = { status: 'succeeded', resourceLocation: 'https://[' };
    assert.equal(told(readStep(asked, answer(200, body), 0)), undefined);
    assert.equal(told(readCreateAnswer(answer(201, {}, '/v1.0/y'), 0)), undefined);
  });
});
