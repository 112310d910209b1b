// Must run with the hook as it runs without. The arguments are the origin of a service and how many sessions it
// opens there, one after the other. Prints what comes back, and ends with the exit code 3.
'use strict';
const http = require('node:http');
const { setTimeout: wait } = require('node:timers/promises');

const [, , origin, count] = process.argv;
const url = `${origin}/v1.0/me/drive/items/1/workbook/createSession`;
const agent = new http.Agent({ keepAlive: true });

function create() {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', agent }, (response) => {
      let size = 0;
      response.on('data', (chunk) => (size += chunk.length));
      response.on('end', () => resolve(`${response.statusCode} ${size}`));
    });
    request.on('error', reject);
    request.end();
  });
}

async function main() {
  const outcomes = new Map();
  for (let n = 0; n < Number(count); n += 1) {
    const outcome = await create();
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (n === 0) {
      // So that whoever is connected can do harm.
      await wait(100);
    }
  }
  console.log(outcomes);
  console.error('an error text');
  const listeners = ['exit', 'beforeExit', 'uncaughtException', 'unhandledRejection', 'SIGTERM'];
  console.log(listeners.map((name) => process.listenerCount(name)));
  process.exitCode = 3;
}

main();
