import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { sandboxToken } from '../../src/sandbox/main';
import {
  answerDialog,
  contextMenu,
  notification,
  openView,
  runCommand,
  screenshot,
  treeRow,
  useWorkbench,
  waitFor,
} from './support';
import { recordsOf } from './support/records';
import { requestsOf, useSandbox, withSandbox } from './support/sandbox';

/**
 * A program that opens two sessions, waits for a line, closes the first of them, waits for another line, and ends.
 * It knows nothing of the extension.
 */
const program = (endpoint: string, workbook: string) => `
const { createInterface } = require('node:readline/promises');
const workbook = ${JSON.stringify(`${endpoint}/v1.0${workbook}/workbook/`)};
const call = (action, headers = {}, body = {}) =>
  fetch(workbook + action, {
    method: 'POST',
    headers: {
      Authorization: 'Bearer ${sandboxToken}',
      'Content-Type': 'application/json',
      'client-request-id': crypto.randomUUID(),
      ...headers,
    },
    body: JSON.stringify(body),
  });
async function main() {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const open = async (persistChanges) =>
    (await (await call('createSession', {}, { persistChanges })).json()).id;
  const first = await open(true);
  await open(false);
  console.log('two sessions are open');
  await lines.next();
  await call('closeSession', { 'workbook-session-id': first });
  console.log('one session is open');
  await lines.next();
  process.exit();
}
main();
`;

const name = 'order-sync.js';

/** A shell that reads no file of the user, and whose prompt names no folder. */
const plainShell = {
  'terminal.integrated.profiles.linux': { plain: { path: 'sh', env: { PS1: '$ ' } } },
  'terminal.integrated.defaultProfile.linux': 'plain',
};

/** Types into the terminal that has the focus. */
async function type(page: Page, line: string): Promise<void> {
  await page.locator('.terminal.focus, .terminal .xterm-helper-textarea').first().waitFor();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

describe('A person who runs an own program in the recording terminal', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => withSandbox(sandbox(), plainShell));
  const rows = () => treeRow(workbench.page, /^Session .* order-sync\.js/);
  const sessions = () => sandbox().openSessions.length;
  let samples = 0;

  before(async () => {
    const { page, workspaceFolder } = workbench;
    const [sample] = sandbox().samples;
    assert.ok(sample);
    const { driveId, itemId } = sample;
    mkdirSync(workspaceFolder, { recursive: true });
    writeFileSync(
      path.join(workspaceFolder, name),
      program(sandbox().endpoint, `/drives/${driveId}/items/${itemId}`),
    );
    await page.setViewportSize({ width: 960, height: 560 });
    await openView(page);
    await waitFor(() => sandbox().openSessions.length === sandbox().samples.length, {
      what: 'the sample sessions',
    });
    samples = sessions();
  });

  it('sees its sessions as soon as they are open', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Open Recording Terminal');
    await type(page, `node ${name}`);
    await waitFor(async () => (await rows().count()) === 2, { what: 'the rows of both sessions' });
    assert.equal(sessions(), samples + 2);
    const texts = await rows().allInnerTexts();
    assert.match(texts.join('\n'), /order-sync\.js/);
    assert.doesNotMatch(texts.join('\n'), /left open/);
    await screenshot(page, 'recording-terminal');
  });

  it('sees that the program closes one', async () => {
    const { page } = workbench;
    await type(page, '');
    await waitFor(async () => (await rows().count()) === 1, { what: 'one row' });
    await waitFor(() => sessions() === samples + 1);
    assert.equal(recordsOf(workbench).length, samples + 1);
    await screenshot(page, 'recording-closed-by-program');
  });

  it('is told which session the program left open when it ended, and closes it', async () => {
    const { page } = workbench;
    await type(page, '');
    const notice = await notification(page, 'left 1 session open');
    assert.equal(notice.text, 'order-sync.js ended and left 1 session open.');
    await waitFor(async () => (await rows().allInnerTexts()).join().includes('left open by'), {
      what: 'the row that says so',
    });
    // `media/recording.png` is a copy of it.
    await screenshot(page, 'recording-left-open');
    await notice.press('Close…');
    await answerDialog(page, 'Close the session of', 'Close Session');
    await waitFor(() => sessions() === samples, { what: 'the close' });
    await waitFor(async () => (await rows().count()) === 0, { what: 'no row' });
  });

  it('closes a session from the view while the program runs, with the program’s own request', async () => {
    const { page } = workbench;
    await page.locator('.terminal .xterm-helper-textarea').first().focus();
    await type(page, `node ${name}`);
    await waitFor(async () => (await rows().count()) === 2, { what: 'the rows of both sessions' });
    const before = requestsOf(sandbox(), 'closeSession').length;
    await contextMenu(rows().first(), 'Close Session');
    await waitFor(async () => (await rows().count()) === 1, { what: 'one row' });
    const closes = requestsOf(sandbox(), 'closeSession').slice(before);
    assert.equal(closes.length, 1);
    assert.deepEqual(closes[0]?.headers['user-agent'], ['node'], 'The program’s fetch sent it.');
    await screenshot(page, 'recording-closed-inside');
  });
});

describe('A person who debugs an own program with "workbookSessions": "record"', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => ({ ...withSandbox(sandbox()), allBuiltins: true }));

  it('sees its sessions, and is told what it left open when it is stopped', async () => {
    const { page, workspaceFolder } = workbench;
    const [sample] = sandbox().samples;
    assert.ok(sample);
    const { driveId, itemId } = sample;
    writeFileSync(
      path.join(workspaceFolder, name),
      program(sandbox().endpoint, `/drives/${driveId}/items/${itemId}`),
    );
    const launch = {
      ...{ type: 'node', request: 'launch', name: 'Order sync', workbookSessions: 'record' },
      ...{ program: path.join(workspaceFolder, name), console: 'internalConsole' },
      runtimeExecutable: process.execPath,
    };
    mkdirSync(path.join(workspaceFolder, '.vscode'));
    writeFileSync(
      path.join(workspaceFolder, '.vscode', 'launch.json'),
      JSON.stringify({ version: '0.2.0', configurations: [launch] }),
    );
    await openView(page);
    const rows = treeRow(page, /^Session .* order-sync\.js/);
    await runCommand(page, 'Debug: Start Debugging');
    await waitFor(async () => (await rows.count()) === 2, { what: 'the rows of both sessions' });
    await screenshot(page, 'recording-debug');
    await runCommand(page, 'Debug: Stop');
    const notice = await notification(page, 'left 2 sessions open');
    await notice.press('Keep');
    assert.equal(await rows.count(), 2);
  });
});
