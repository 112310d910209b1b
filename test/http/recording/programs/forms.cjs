// Opens a session with `https` and one with `fetch`, in the form that the first argument names. Writes their IDs
// to a file. The other arguments are the origin and the path of a workbook.
'use strict';
const { fork } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const https = require('node:https');
const { Worker, isMainThread } = require('node:worker_threads');

const [, , form, origin, workbook] = process.argv;
const { PROGRAM_TOKEN, PROGRAM_CERTIFICATE, PROGRAM_IDS } = process.env;
const url = `${origin}/v1.0${workbook}/createSession`;
const headers = { Authorization: `Bearer ${PROGRAM_TOKEN}`, 'Content-Type': 'application/json' };
const body = '{"persistChanges":false}';

function createWithHttps() {
  return new Promise((resolve, reject) => {
    const ca = readFileSync(PROGRAM_CERTIFICATE);
    const request = https.request(url, { method: 'POST', headers, ca }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks)).id));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function createWithFetch() {
  const response = await fetch(url, { method: 'POST', headers, body });
  return (await response.json()).id;
}

async function createBoth() {
  const ids = [await createWithHttps(), await createWithFetch()];
  console.log('opened', ids.length);
  writeFileSync(PROGRAM_IDS, JSON.stringify(ids));
}

const forms = {
  commonJs: createBoth,
  async worker() {
    if (isMainThread) {
      const worker = new Worker(__filename, { argv: process.argv.slice(2) });
      worker.on('exit', () => console.log('the worker ended'));
    } else {
      await createBoth();
    }
  },
  async child() {
    const child = fork(__filename, ['commonJs', ...process.argv.slice(3)]);
    child.on('exit', (code) => console.log('the child ended', code));
  },
  async crash() {
    await createBoth();
    throw new Error('a defect of the program');
  },
  async kill() {
    await createBoth();
    process.kill(process.pid, 'SIGKILL');
  },
  async exit() {
    await createBoth();
    process.exit(3);
  },
};

forms[form]();
