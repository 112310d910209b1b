// As `forms.cjs` with `commonJs`, as an ES module.
import { readFileSync, writeFileSync } from 'node:fs';
import { clients } from './clients.mjs';

const [, , , origin, workbook] = process.argv;
const { PROGRAM_TOKEN, PROGRAM_CERTIFICATE, PROGRAM_IDS } = process.env;
const headers = { Authorization: `Bearer ${PROGRAM_TOKEN}`, 'Content-Type': 'application/json' };
const ids = [];
for (const name of ['https', 'fetch']) {
  const send = await clients[name](readFileSync(PROGRAM_CERTIFICATE, 'utf8'));
  const url = `${origin}/v1.0${workbook}/createSession`;
  const { body } = await send({ method: 'POST', url, headers, body: '{"persistChanges":false}' });
  ids.push(body.id);
}
console.log('opened', ids.length);
writeFileSync(PROGRAM_IDS, JSON.stringify(ids));
