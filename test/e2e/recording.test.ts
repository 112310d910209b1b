import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sandboxToken, type Sandbox } from '../../src/sandbox/main';
import {
  answerDialog,
  contextMenu,
  notification,
  openView,
  quickPick,
  resizeWindow,
  runCommand,
  screenshot,
  treeRow,
  useWorkbench,
  waitFor,
} from './support';
import { ensureHost } from '../host/install.mjs';
import { makeTemporaryFolder } from '../host/temporaryFolder.mjs';
import { callsTo, plainShell, type, workbookOf } from './support/recording';
import { recordsOf } from './support/records';
import { requestsOf, useSandbox, withSandbox } from './support/sandbox';

/**
 * A program that opens two sessions, refreshes the first again and again if its argument says so, waits for a line, closes the first of them, waits for another line, and ends.
 * It knows nothing of the extension.
 */
const program = (sandbox: Sandbox) => `
const { createInterface } = require('node:readline/promises');
${callsTo(workbookOf(sandbox))}
async function main() {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const first = await open(true);
  await open(false);
  console.log('two sessions are open');
  if (process.argv.includes('refresh')) {
    setInterval(() => call('refreshSession', { 'workbook-session-id': first }), 500);
  }
  await lines.next();
  await call('closeSession', { 'workbook-session-id': first });
  console.log('one session is open');
  await lines.next();
  process.exit();
}
main();
`;

/** A program that opens a session and ends. */
const pythonProgram = (sandbox: Sandbox) => `
import json, urllib.request, uuid
request = urllib.request.Request(
    ${JSON.stringify(workbookOf(sandbox))} + "createSession",
    data=json.dumps({"persistChanges": True}).encode(),
    headers={
        "Authorization": "Bearer ${sandboxToken}",
        "Content-Type": "application/json",
        "client-request-id": str(uuid.uuid4()),
    },
)
urllib.request.urlopen(request).read()
`;

const name = 'order-sync.js';

describe('A person who runs an own program in the recording terminal', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => withSandbox(sandbox(), plainShell));
  const rows = () => treeRow(workbench.page, /^Session .* order-sync\.js/);
  const sessions = () => sandbox().openSessions.length;
  let samples = 0;

  before(async () => {
    const { page, workspaceFolder } = workbench;
    writeFileSync(path.join(workspaceFolder, name), program(sandbox()));
    await resizeWindow(page, { width: 960, height: 500 });
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

describe('A person whose extension host restarts while a recording terminal is open', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => withSandbox(sandbox(), plainShell));
  const rows = () => treeRow(workbench.page, /^Session .* order-sync\.js/);

  before(async () => {
    const { page, workspaceFolder } = workbench;
    writeFileSync(path.join(workspaceFolder, name), program(sandbox()));
    await openView(page);
    await runCommand(page, 'Workbook Sessions: Open Recording Terminal');
    await type(page, `node ${name}`);
    await waitFor(async () => (await rows().count()) === 2, { what: 'the rows of both sessions' });
  });

  it('is told that the terminal no longer records, and the program in it goes on', async () => {
    const { page } = workbench;
    const before = sandbox().openSessions.length;
    await workbench.killExtensionHosts();
    const notice = await notification(page, 'no longer recorded');
    assert.equal(
      notice.text,
      'Programs in the terminal “Recording Terminal” are no longer recorded, because the extension host restarted.',
    );
    await screenshot(page, 'recording-host-restarted');
    await page.locator('.terminal .xterm-helper-textarea').first().focus();
    await type(page, '');
    await waitFor(() => sandbox().openSessions.length === before - 1, {
      what: 'the program to close its first session',
    });
    const listed = await rows().count();
    await notice.press('Open Recording Terminal');
    const newTerminal = { hasText: 'are recorded.', hasNotText: 'two sessions are open' };
    await page.locator('.terminal.focus').filter(newTerminal).waitFor();
    await type(page, `node ${name}`);
    await waitFor(async () => (await rows().count()) === listed + 2, {
      what: 'the rows of the sessions of the new terminal',
    });
  });

  it('is told in one notice of all terminals that no longer record', async () => {
    const { page } = workbench;
    await workbench.killExtensionHosts();
    const notice = await notification(page, 'no longer recorded');
    assert.equal(
      notice.text,
      'Programs in 2 recording terminals are no longer recorded, because the extension host restarted.',
    );
  });
});

/** A folder with the program and three ways to debug it, made before VS Code looks for them. */
function folderToDebug(sandbox: Sandbox): string {
  const folder = makeTemporaryFolder('debug');
  writeFileSync(path.join(folder, name), program(sandbox));
  const launch = {
    ...{ type: 'node', request: 'launch', console: 'internalConsole' },
    ...{ program: path.join(folder, name), runtimeExecutable: process.execPath },
  };
  const configurations = [
    { ...launch, name: 'Recorded', workbookSessions: 'record' },
    // The debugger begins to tell of the network a moment after the start.
    {
      ...launch,
      name: 'Watched',
      experimentalNetworking: 'on',
      args: ['refresh'],
      runtimeExecutable: ensureHost().node,
    },
    { ...launch, name: 'Unseen', experimentalNetworking: 'off' },
  ];
  mkdirSync(path.join(folder, '.vscode'));
  writeFileSync(
    path.join(folder, '.vscode', 'launch.json'),
    JSON.stringify({ version: '0.2.0', configurations }),
  );
  return folder;
}

describe('A person who debugs an own program', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => ({
    ...withSandbox(sandbox()),
    allBuiltins: true,
    workspaceFolder: folderToDebug(sandbox()),
  }));
  const rows = () => treeRow(workbench.page, /^Session .* order-sync\.js/);

  before(async () => {
    await openView(workbench.page);
  });

  const debug = async (configuration: string) => {
    const { page } = workbench;
    await runCommand(page, 'Debug: Select and Start Debugging');
    const picker = await quickPick(page, 'Recorded');
    await picker.row(configuration).click();
  };

  it('with "workbookSessions": "record" sees its sessions, and is told what it left open when it is stopped', async () => {
    const { page } = workbench;
    await debug('Recorded');
    await waitFor(async () => (await rows().count()) === 2, { what: 'both rows' });
    await screenshot(page, 'recording-debug');
    await runCommand(page, 'Debug: Stop');
    const notice = await notification(page, 'order-sync.js ended and left 2 sessions open.');
    await notice.press('Keep');
    assert.equal(await rows().count(), 2);
  });

  it('without that sees what the debugger tells of its network, and nothing is injected', async () => {
    const { page } = workbench;
    await debug('Watched');
    // The debugger may begin too late for the calls that create the sessions.
    await waitFor(async () => (await rows().count()) > 2, { what: 'another row' });
    await screenshot(page, 'recording-debugger-network');
    await runCommand(page, 'Debug: Stop');
    const notice = await notification(page, /order-sync\.js ended and left [12] sessions? open/);
    await notice.press('Keep');
  });

  it('without any of it sees none of its sessions', async () => {
    const { page } = workbench;
    const before = sandbox().openSessions.length;
    const listed = await rows().count();
    await debug('Unseen');
    await waitFor(() => sandbox().openSessions.length === before + 2, { what: 'its sessions' });
    await runCommand(page, 'Debug: Stop');
    assert.equal(await rows().count(), listed);
  });
});

describe('A person who works in Portuguese', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => ({
    ...withSandbox(sandbox(), plainShell),
    language: 'pt-br' as const,
  }));

  it('records a Python program', async () => {
    const { page, workspaceFolder } = workbench;
    writeFileSync(path.join(workspaceFolder, 'pedidos.py'), pythonProgram(sandbox()));
    await openView(page, 'Sessões Excel');
    await runCommand(page, 'Sessões Excel: Abrir Terminal de Gravação');
    await type(page, 'python3 pedidos.py');
    const notice = await notification(page, 'pedidos.py terminou e deixou 1 sessão aberta.');
    await treeRow(page, /pedidos\.py/).waitFor();
    await screenshot(page, 'recording-portuguese');
    await notice.press('Manter');
  });
});
