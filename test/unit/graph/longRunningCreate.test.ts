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

/** The session id and the next address to poll, if any. */
function outcomeOf(state: Attempt<CreateState> | undefined) {
  if (!state?.ok || state.value.kind === 'failed') {
    return undefined;
  }
  const { value } = state;
  return value.kind === 'created'
    ? { id: value.session.sessionId }
    : { id: value.next.sessionId, next: value.next.url, isReady: value.next.isReady };
}

describe('The id of a new session', () => {
  const polled: CreateStep = { url: `${graph}${operation}`, isReady: false };
  for (const { named, location, resourceLocation } of [
    { named: 'Location', location: place, resourceLocation: '/v1.0/y' },
    { named: 'resourceLocation', location: '/v1.0/y', resourceLocation: place },
  ]) {
    it(`is read from the ${named} of a 201`, () => {
      const created = readCreateAnswer(answer(201, { resourceLocation }, location), 0);
      assert.deepEqual(outcomeOf(created), { id: 'named' });
    });

    it(`is read from the ${named} of an operation that succeeded`, () => {
      const body = { status: 'succeeded', resourceLocation };
      const next = `${graph}${resourceLocation}`;
      const expected = { id: 'named', next, isReady: true };
      assert.deepEqual(outcomeOf(readStep(polled, answer(200, body, location), 0)), expected);
    });
  }

  it('is remembered from a 202 whose operation is at another address', () => {
    const pending = readCreateAnswer(answer(202, { resourceLocation: place }, operation), 0);
    const expected = { id: 'named', next: `${graph}${operation}`, isReady: false };
    assert.deepEqual(outcomeOf(pending), expected);
  });

  for (const { named, body, location } of [
    {
      named: 'resourceLocation',
      body: { status: 'running', resourceLocation: place },
      location: undefined,
    },
    { named: 'Location', body: { status: 'notStarted' }, location: place },
  ]) {
    it(`is remembered from the ${named} of an operation that runs`, () => {
      const pending = readStep(polled, answer(200, body, location), 0);
      const expected = { id: 'named', next: `${graph}${operation}`, isReady: false };
      assert.deepEqual(outcomeOf(pending), expected);
    });
  }

  it('is remembered from poll to poll', () => {
    const known = { ...polled, sessionId: 'known' };
    const running = readStep(known, answer(200, { status: 'running' }), 0);
    assert.deepEqual(outcomeOf(running), { id: 'known', next: polled.url, isReady: false });
    const done = readStep(known, answer(200, { status: 'succeeded' }), 0);
    assert.deepEqual(outcomeOf(done), { id: 'known' });
  });

  it('is read from the resourceLocation of a session without an id', () => {
    const ready = { ...polled, isReady: true };
    const session = readStep(ready, answer(200, { resourceLocation: place }), 0);
    assert.deepEqual(outcomeOf(session), { id: 'named' });
  });

  it('is requested at the Location if there is no resourceLocation', () => {
    const done = readStep(polled, answer(200, { status: 'succeeded' }, '/v1.0/y'), 0);
    const expected = { id: undefined, next: `${graph}/v1.0/y`, isReady: true };
    assert.deepEqual(outcomeOf(done), expected);
  });

  it('is unknown if no address contains it', () => {
    const body = { status: 'succeeded', resourceLocation: 'https://[' };
    assert.equal(outcomeOf(readStep(polled, answer(200, body), 0)), undefined);
    assert.equal(outcomeOf(readCreateAnswer(answer(201, {}, '/v1.0/y'), 0)), undefined);
  });
});
