// A program like yours: it opens three workbook sessions, closes two, and forgets one.
// Start it in a recording terminal: F1, "Open Recording Terminal", then: node order-sync.js
const { randomUUID } = require('node:crypto');
const { setTimeout: pause } = require('node:timers/promises');

const graph = 'http://127.0.0.1:8365/v1.0';
const workbook = `${graph}/me/drive/root:/Budget.xlsx:/workbook`;

main();

async function main() {
  const sessions = [];
  for (const persistChanges of [true, false, false]) {
    const { id } = await post('createSession', { persistChanges });
    sessions.push(id);
    console.log(`Opened ${sessions.length} of 3 sessions.`);
    await pause(2000);
  }
  // The third one is forgotten.
  for (const id of sessions.slice(0, 2)) {
    await post('closeSession', {}, { 'workbook-session-id': id });
    console.log('Closed a session.');
    await pause(2000);
  }
  console.log('Done.');
}

async function post(action, body, headers = {}) {
  const answer = await fetch(`${workbook}/${action}`, {
    method: 'POST',
    headers: {
      // The only token that the sandbox accepts. It is valid nowhere else.
      Authorization: 'Bearer workbook-sessions-sandbox-token',
      'Content-Type': 'application/json',
      'client-request-id': randomUUID(),
      ...headers,
    },
    body: JSON.stringify(body),
  });
  return answer.status === 204 ? {} : answer.json();
}
