import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import {
  agreeToFirstClose,
  answerDialog,
  contextMenu,
  notification,
  openView,
  resizeWindow,
  runCommand,
  screenshot,
  treeRow,
  useWorkbench,
  waitFor,
  type Workbench,
} from './support';
import { startGraphStandIn, type GraphStandIn } from '../http/recording/graphStandIn';
import { programToken } from '../http/recording/recordedProgram';
import { repository } from '../host/paths.mjs';
import { makeTemporaryFolder } from '../host/temporaryFolder.mjs';
import { callsTo, plainShell, type, workbookOf } from './support/recording';
import { requestsOf } from './support/sandbox';

const name = 'order-sync.js';
const origin = 'https://graph.microsoft.com';

/** Runs a stand-in for Graph while the stories of a `describe` do. */
function useGraphStandIn(): () => GraphStandIn {
  let running: GraphStandIn | undefined;
  before(async () => {
    running = await startGraphStandIn();
  });
  after(() => running?.close());
  return () => {
    assert.ok(running, 'The stand-in runs while the stories do.');
    return running;
  };
}

/** A window without any account, in whose terminals programs find the stand-in as Graph. */
function withoutAccount(graph: GraphStandIn, settings: Readonly<Record<string, unknown>> = {}) {
  const certificate = path.join(makeTemporaryFolder('certificate'), 'graph.pem');
  writeFileSync(certificate, graph.certificate);
  const resolveGraph = path.join(repository, 'test/http/recording/programs/resolveGraph.cjs');
  return {
    settings: {
      ...plainShell,
      'terminal.integrated.env.linux': {
        NODE_OPTIONS: `--require=${resolveGraph}`,
        NODE_EXTRA_CA_CERTS: certificate,
        GRAPH_PORT: new URL(graph.origin).port,
      },
      ...settings,
    },
  };
}

/** A program that opens as many sessions as its first argument says. The second says how it ends: `wait` or `exit`. */
const program = (graph: GraphStandIn) => `
${callsTo(workbookOf(graph.sandbox, origin), programToken)}
async function main() {
  const [, , count, ending] = process.argv;
  for (let n = 0; n < Number(count); n += 1) {
    await open(true);
  }
  console.log('opened ' + count);
  if (ending === 'wait') {
    process.stdin.once('data', () => process.stdin.destroy());
  }
  if (ending === 'exit') {
    process.exit();
  }
}
main();
`;

const rowsOf = (page: Page) => treeRow(page, /^Session .* order-sync\.js/);

/** The messages and dialogs that are shown, but not those that say this. */
const messagesBut = (page: Page, text: string) =>
  page.locator('.notification-list-item, .monaco-dialog-box').filter({ hasNotText: text });

/** Opens the view and a recording terminal in a small window, next to the program. */
async function openRecordingTerminal(
  { page, workspaceFolder }: Workbench,
  graph: GraphStandIn,
): Promise<void> {
  writeFileSync(path.join(workspaceFolder, name), program(graph));
  await resizeWindow(page, { width: 960, height: 500 });
  await openView(page);
  await runCommand(page, 'Workbook Sessions: Open Recording Terminal');
}

describe('A person without any account', () => {
  const graph = useGraphStandIn();
  const workbench = useWorkbench(() => withoutAccount(graph()));
  const signInLine = () =>
    workbench.page
      .locator('.part.sidebar')
      .getByText('To close these sessions, set up sign-in or use an access token.');
  const sessions = () => graph().sandbox.openSessions.length;
  let samples = 0;

  before(async () => {
    samples = sessions();
    await openRecordingTerminal(workbench, graph());
  });

  it('closes a session of a running program with the program’s own request', async () => {
    const { page } = workbench;
    const rows = rowsOf(page);
    await type(page, `node ${name} 2 wait`);
    await waitFor(async () => (await rows.count()) === 2, { what: 'the rows of both sessions' });
    assert.equal(await signInLine().count(), 0);
    await screenshot(page, 'recording-no-account');
    const sent = graph().authorizations.length;
    await contextMenu(rows.first(), 'Close Session');
    await agreeToFirstClose(page);
    await notification(page, 'Closed 1 session');
    await treeRow(page, 'Recently Closed').waitFor();
    assert.equal(await rows.count(), 1);
    const closes = requestsOf(graph().sandbox, 'closeSession');
    assert.deepEqual(
      closes.map(({ status }) => status),
      [204],
    );
    assert.deepEqual(graph().authorizations.slice(sent), [`Bearer ${programToken}`]);
    assert.equal(sessions(), samples + 1);
    assert.equal(await signInLine().count(), 0);
    assert.deepEqual(await messagesBut(page, 'Closed 1 session').allInnerTexts(), []);
    await screenshot(page, 'recording-no-account-closed');
  });

  it('is told what is needed to close a session whose program has ended, and keeps it', async () => {
    const { page } = workbench;
    await page.locator('.terminal .xterm-helper-textarea').first().focus();
    await type(page, '');
    const notice = await notification(page, 'order-sync.js ended and left 1 session open.');
    await signInLine().waitFor();
    await screenshot(page, 'recording-no-account-left-open');
    const sent = graph().authorizations.length;
    await notice.press('Close…');
    await answerDialog(page, 'Close the session of', 'Close Session');
    const { text } = await notification(page, 'was not closed');
    assert.equal(
      text,
      'The session of “Unnamed workbook” was not closed. You aren’t signed in. Set up sign-in with your own app registration, or use an access token from Graph Explorer.',
    );
    await treeRow(page, /^Session .*sign-in needed.* order-sync\.js/).waitFor();
    await screenshot(page, 'recording-no-account-needed');
    assert.equal(graph().authorizations.length, sent);
    assert.equal(sessions(), samples + 1);
  });
});

describe('A person whose programs close what they leave open', () => {
  const graph = useGraphStandIn();
  const workbench = useWorkbench(() =>
    withoutAccount(graph(), { 'workbookSessions.recording.closeOnExit': 'whenIdle' }),
  );
  const sessions = () => graph().sandbox.openSessions.length;
  let samples = 0;

  before(async () => {
    samples = sessions();
    await openRecordingTerminal(workbench, graph());
  });

  it('sees the session of a program that ends by itself among those recently closed', async () => {
    const { page } = workbench;
    await type(page, `clear; node ${name} 1; echo "exit code $?"`);
    await treeRow(page, 'Recently Closed').waitFor();
    assert.equal(await rowsOf(page).count(), 0);
    assert.equal(sessions(), samples);
    assert.deepEqual(
      requestsOf(graph().sandbox, 'closeSession').map(({ status }) => status),
      [204],
    );
    await screenshot(page, 'recording-close-on-exit');
  });

  it('reads nothing more in the terminal than what the program prints', async () => {
    const terminal = workbench.page.locator('.terminal .xterm-rows');
    const lines = async () => (await terminal.innerText()).split('\n').map((line) => line.trim());
    await waitFor(async () => (await lines()).some((line) => /^exit code \d/.test(line)), {
      what: 'the end of the program',
    });
    const [prompt, ...above] = (await lines()).filter(Boolean).reverse();
    assert.match(prompt ?? '', /^[$#]$/);
    assert.deepEqual(above.reverse(), ['opened 1', 'exit code 0']);
  });

  it('is told only of the session that another program leaves open as it exits', async () => {
    const { page } = workbench;
    await type(page, `node ${name} 1 exit`);
    const leftOpen = 'order-sync.js ended and left 1 session open.';
    await notification(page, leftOpen);
    assert.equal(sessions(), samples + 1);
    assert.deepEqual(await messagesBut(page, leftOpen).allInnerTexts(), []);
  });
});
