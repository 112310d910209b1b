// Opens two sessions with one client and leaves them open: the arguments are its name, the origin and the path of
// a workbook. With a third argument it waits for its input to end. Its exit code is 4.
import { readFileSync, writeFileSync } from 'node:fs';
import { clients } from './clients.mjs';

const [, , client, origin, workbook, waits] = process.argv;
const { PROGRAM_TOKEN, PROGRAM_CERTIFICATE, PROGRAM_IDS } = process.env;
const send = await clients[client](readFileSync(PROGRAM_CERTIFICATE, 'utf8'));
const headers = { Authorization: `Bearer ${PROGRAM_TOKEN}`, 'Content-Type': 'application/json' };
const url = `${origin}/v1.0${workbook}/createSession`;
const ids = [];
for (const persistChanges of [true, false]) {
  const body = JSON.stringify({ persistChanges });
  const answer = await send({ method: 'POST', url, headers, body });
  console.log('opened', answer.status);
  ids.push(answer.body.id);
}
writeFileSync(PROGRAM_IDS, JSON.stringify(ids));
process.exitCode = 4;
process.on('beforeExit', (code) => console.log('before exit', code));
process.on('exit', (code) => console.log('exit', code));
console.log('ready');
if (waits !== undefined) {
  process.stdin.resume();
}
