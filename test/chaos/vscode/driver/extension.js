'use strict';
// Part of `npm run chaos -- vscode` only: does in its window what the test asks for.
const { subscribe } = require('node:diagnostics_channel');
const { writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const path = require('node:path');
const { json } = require('node:stream/consumers');
const vscode = require('vscode');

/** A request may have been decided on just before the answer to another came in. In milliseconds. */
const inTransitMs = 25;

exports.activate = async () => {
  const violations = watchPauses();
  const product = vscode.extensions.getExtension(process.env.CHAOS_EXTENSION);
  const api = (await product.activate()).getApi(1);
  await api.whenReady;
  const calls = {
    look: () => undefined,
    create: () => vscode.commands.executeCommand('workbookSessions.startSandbox'),
    add: (session) => api.addSession(session),
    close: ({ keys, cancelAfterMs }) =>
      api.closeSessions(keys, cancelAfterMs && AbortSignal.timeout(cancelAfterMs)),
    refresh: (keys) => Promise.allSettled(keys.map((key) => api.refreshSession(key))),
  };
  const run = async (name, argument) => calls[name](argument);
  const server = createServer(async (request, response) => {
    const { name, argument } = await json(request);
    const [{ value: result }] = await Promise.allSettled([run(name, argument)]);
    const listed = api.sessions().filter(({ status }) => status !== 'opening');
    const keys = listed.map(({ key }) => key);
    response.end(JSON.stringify({ result, listed: keys, violations: violations.splice(0) }));
  });
  server.listen(0, '127.0.0.1', () => {
    const { fsPath } = vscode.workspace.workspaceFolders[0].uri;
    const text = JSON.stringify({ port: server.address().port, processId: process.pid });
    writeFileSync(path.join(fsPath, 'driver.json'), text);
  });
};

/** @returns the requests of this window that come before the end of a pause that this window was asked for */
function watchPauses() {
  const pauses = [];
  const violations = [];
  subscribe('http.client.response.finish', ({ request, response }) => {
    const seconds = response.headers['retry-after'];
    if (seconds !== undefined) {
      const from = performance.now();
      const workbook = response.statusCode === 429 ? '' : workbookOf(request);
      pauses.push({ from: from + inTransitMs, until: from + Number(seconds) * 1000, workbook });
    }
  });
  subscribe('http.client.request.created', ({ request }) => {
    const now = performance.now();
    const isPaused = ({ from, until, workbook }) =>
      from < now && now < until && workbookOf(request).startsWith(workbook);
    if (request.getHeader('client-request-id') && pauses.some(isPaused)) {
      violations.push(`called ${request.path} before Retry-After was over`);
    }
  });
  return violations;
}

function workbookOf({ path: target }) {
  return target.replace(/\/workbook\/.*/, '');
}
