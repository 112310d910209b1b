import assert from 'node:assert/strict';
import {
  SeenSessions,
  type CloseOptions,
  type Credential,
} from '../../../../../src/recording/hooks/node/seenSessions';
import type { RecordedCall, TokenOwner } from '../../../../../src/recording/recordingProtocol';

const origin = 'https://graph.microsoft.com';
const path = '/v1.0/me/drive/items/1';
const ada: TokenOwner = { oid: 'ada', isApp: false };
const grace: TokenOwner = { oid: 'grace', isApp: false };

describe('The sessions that a recorded program saw', () => {
  let sent: (readonly [string, Readonly<Record<string, string>>])[];
  let sessions: SeenSessions;

  beforeEach(() => {
    sent = [];
    sessions = new SeenSessions();
  });

  const credential = (authorization: string): Credential => ({
    authorization,
    send: (url: string, { headers }: CloseOptions) => {
      sent.push([url, headers]);
      return Promise.resolve({ status: 204, errorCodes: [] });
    },
  });
  const call = (more: Partial<RecordedCall>): RecordedCall => ({
    ...{ type: 'call', action: 'other', origin, path, status: 200, at: 0 },
    ...more,
  });
  const create = (sessionId: string, owner?: TokenOwner) =>
    call({ action: 'createSession', created: { sessionId }, ...(owner ? { owner } : {}) });
  const close = (sessionId: string) => sessions.close({ type: 'close', request: 7, sessionId });
  const used = () => sent.map(([, headers]) => headers['Authorization']);

  it('are closed with the newest token of the same owner', async () => {
    sessions.note(create('a', ada), credential('old'));
    sessions.note(create('b', grace), credential('other'));
    sessions.note(call({ sessionId: 'c', owner: ada }), credential('new'));
    assert.deepEqual(await close('a'), {
      ...{ type: 'closeAnswer', request: 7, status: 204, errorCodes: [] },
    });
    const [[url, { 'client-request-id': requestId = '', ...headers }]] = sent as [
      (typeof sent)[number],
    ];
    assert.equal(url, `${origin}${path}/workbook/closeSession`);
    assert.match(requestId, /^[\da-f-]{36}$/);
    assert.deepEqual(headers, {
      ...{ 'workbook-session-id': 'a', Authorization: 'new', 'Content-Type': 'application/json' },
    });
  });

  it('are not closed with a token that the service rejected', async () => {
    sessions.note(create('a', ada), credential('good'));
    sessions.note(call({ sessionId: 'a', owner: ada, status: 401 }), credential('bad'));
    await close('a');
    assert.deepEqual(used(), ['good']);
  });

  it('are not closed with a token for another origin, or of an owner that nobody knows', async () => {
    sessions.note(create('a', ada), credential('own'));
    sessions.note({ ...create('b', ada), origin: 'http://127.0.0.1:1' }, credential('sandbox'));
    sessions.note(create('c'), credential('opaque'));
    sessions.note(create('d'), credential('another opaque'));
    await close('a');
    await close('c');
    assert.deepEqual(used(), ['own', 'opaque']);
  });

  it('are forgotten when they are closed', async () => {
    sessions.note(create('a', ada), credential('t'));
    sessions.note(call({ action: 'closeSession', sessionId: 'a', status: 204 }), credential('t'));
    assert.equal((await close('a')).reason, 'notSeen');
    assert.equal(sessions.hasLeftOpen, false);
  });

  it('do not include one that only an error answer named', async () => {
    sessions.note(call({ sessionId: 'a', status: 404 }), credential('t'));
    assert.equal((await close('a')).reason, 'notSeen');
    assert.deepEqual(sent, []);
  });

  it('are a thousand at most, the latest', async () => {
    for (let n = 0; n < 1001; n += 1) {
      sessions.note(create(`s${n}`, ada), credential('t'));
    }
    const reasons = [await close('s0'), await close('s1')].map(({ reason }) => reason);
    assert.deepEqual(reasons, ['notSeen', undefined]);
  });

  it('are closed before the end only if the program created them', async () => {
    sessions.note(create('a', ada), credential('t'));
    sessions.note(call({ sessionId: 'a', owner: ada }), credential('t'));
    sessions.note(call({ sessionId: 'b', owner: ada }), credential('t'));
    await sessions.closeLeftOpen();
    assert.deepEqual(
      sent.map(([, headers]) => headers['workbook-session-id']),
      ['a'],
    );
  });

  it('are closed one at a time', async () => {
    const answers: (() => void)[] = [];
    const slow: Credential = {
      authorization: 't',
      send: (url, { headers }) => {
        sent.push([url, headers]);
        return new Promise((resolve) => {
          answers.push(() => {
            resolve({ status: 204, errorCodes: [] });
          });
        });
      },
    };
    sessions.note(create('a', ada), slow);
    sessions.note(create('b', ada), slow);
    const [first, second] = [close('a'), close('b')];
    await new Promise(setImmediate);
    assert.equal(sent.length, 1);
    answers[0]!();
    await first;
    await new Promise(setImmediate);
    assert.equal(sent.length, 2);
    answers[1]!();
    await second;
  });
});
