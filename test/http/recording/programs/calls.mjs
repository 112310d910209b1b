// Calls workbooks with one client: the arguments are its name, the origin, the paths of two workbooks, the second
// of which opens slowly, and a session of the first that another program opened. Prints what the service answers,
// and writes the IDs of the sessions that it opened to a file.

import { readFileSync, writeFileSync } from 'node:fs';
import { clients } from './clients.mjs';

const [, , client, origin, workbook, slowWorkbook, otherSessionId] = process.argv;
const { PROGRAM_TOKEN, PROGRAM_CERTIFICATE, PROGRAM_IDS } = process.env;
const send = await clients[client](readFileSync(PROGRAM_CERTIFICATE, 'utf8'));

async function call(method, path, { sessionId, prefer, body } = {}) {
  const headers = {
    Authorization: `Bearer ${PROGRAM_TOKEN}`,
    ...(method === 'POST' ? { 'Content-Type': 'application/json' } : {}),
    ...(sessionId === undefined ? {} : { 'workbook-session-id': sessionId }),
    ...(prefer === undefined ? {} : { Prefer: prefer }),
  };
  const url = path.startsWith('https:') ? path : `${origin}/v1.0${path}`;
  const answer = await send({
    ...{ method, url, headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  console.log(method, answer.status, answer.body?.persistChanges, answer.body?.error?.code);
  return answer;
}

async function createSlowly() {
  const { location } = await call('POST', `${slowWorkbook}/createSession`, {
    prefer: 'respond-async',
    body: { persistChanges: true },
  });
  for (;;) {
    const { body } = await call('GET', location);
    if (body.status === 'succeeded') {
      return (await call('GET', body.resourceLocation)).body.id;
    }
  }
}

async function createInBatch() {
  const url = `${workbook}/createSession`;
  const headers = { 'Content-Type': 'application/json' };
  const { body } = await call('POST', '/$batch', {
    body: {
      requests: [
        { id: 'a', method: 'POST', url, headers, body: { persistChanges: false } },
        { id: 'b', method: 'GET', url: '/me/drive' },
      ],
    },
  });
  return body.responses.find(({ id }) => id === 'a').body.id;
}

const { body } = await call('POST', `${workbook}/createSession`, {
  body: { persistChanges: true },
});
const sessionId = body.id;
await call('POST', `${workbook}/refreshSession`, { sessionId, body: {} });
await call('GET', `${workbook}/worksheets`, { sessionId });
await call('GET', `${workbook}/worksheets`, { sessionId: otherSessionId });
const slow = await createSlowly();
const inBatch = await createInBatch();
await call('POST', `${workbook}/closeSession`, { sessionId, body: {} });
await call('POST', `${workbook}/closeSession`, { sessionId, body: {} });
writeFileSync(PROGRAM_IDS, JSON.stringify([sessionId, slow, inBatch]));
