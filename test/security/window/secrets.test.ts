import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import {
  agreeToFirstClose,
  allowEndpoint,
  allowSignIn,
  answerDialog,
  contextMenu,
  inputBox,
  isFulfilled,
  notification,
  openView,
  quickPick,
  runCommand,
  screenshot,
  sessionRow,
  startWorkbench,
  treeRow,
  waitFor,
  type Workbench,
} from '../../e2e/support';
import { createBudgetSession } from '../../e2e/support/budgetSession';
import { browserStateOf, dataFolderOf, filesOf, spellings } from '../../e2e/support/leaks';
import { clientId, useSandbox } from '../../e2e/support/sandbox';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../host/temporaryFolder.mjs';

/** An opaque token, since a name can be read from any other: this one nobody else has said. */
const pastedToken = `opaque-0pasted0-${'Zq7'.repeat(40)}-token`;
const pastedId = 'cluster=PSG4&session=15.added-by-hand.A116%2fPB4%2f%3d.S&usid=0f1e2d3c-4b5a';

/** One story through everything that holds a token or a session id, and then a search for both. */
describe('Tokens and session ids, after every command has run,', () => {
  const graph = useSandbox({
    auth: (token) => token === pastedToken || token.startsWith('test-token.'),
  });
  const told: string[] = [];
  let resultFolder: string;
  let workbench: Workbench;
  const resultFile = () => path.join(resultFolder, 'result.json');

  before(async () => {
    resultFolder = makeTemporaryFolder('secrets');
    workbench = await startWorkbench({
      testProvider: true,
      moreExtensions: [path.join(__dirname, 'otherExtension')],
      env: { OTHER_EXTENSION_RESULT: resultFile() },
      settings: {
        'workbookSessions.auth.clientId': clientId,
        'workbookSessions.graph.endpoint': graph().endpoint,
      },
    });
    await openView(workbench.page);
  });

  after(async () => {
    await workbench.close();
    removeTemporaryFolder(resultFolder);
  });

  /** Waits for a message and keeps its text. */
  const hear = async (text: string | RegExp) => {
    const message = await notification(workbench.page, text);
    told.push(message.text);
    await message.dismiss();
  };
  const row = (name: string) => treeRow(workbench.page, new RegExp(`Session .* of ${name}`));
  const recordFolder = () => path.join(workbench.globalStoragePath, 'sessions');
  const isRecord = (file: string) =>
    path.dirname(file) === recordFolder() && /^[\da-f-]{36}\.json$/.test(path.basename(file));

  const tokens = () => [
    pastedToken,
    ...workbench.microsoft.sessions().map(({ accessToken }) => accessToken),
  ];
  /** Eight characters of an id are shown, the beginning of its GUID: all of that is none the less a secret. */
  const ids = () =>
    [
      ...graph().openSessions.map(({ sessionId }) => sessionId),
      ...graph().requests.flatMap(({ headers }) => headers['workbook-session-id'] ?? []),
    ]
      // The window cuts long texts off, so the beginning of an ID is a secret too.
      .flatMap((id) => [id, id.slice(0, 60), ...(/(?<=&usid=)[\da-f-]{36}$/.exec(id) ?? [])]);

  /** The files with one of the secrets in any spelling; what the other extensions hold is their own. */
  const filesWith = (secrets: readonly string[]): readonly string[] => {
    const folder = dataFolderOf(workbench);
    const forms = secrets.flatMap(spellings);
    const files = filesOf(folder);
    const logs = files.filter(({ file }) => path.basename(file) === 'Workbook Sessions.log');
    assert.ok(
      logs.some(({ text }) => text.includes('/workbook/closeSession')),
      'The log is looked at too.',
    );
    return files
      .filter(({ file }) => !/microsoft\.json|other-extension-/.test(file))
      .filter(({ text }) => forms.some((form) => text.includes(form)))
      .map(({ file }) => file);
  };

  it('are used by sign-in, create, add, refresh, a failing close and copy', async () => {
    const { page } = workbench;
    await createBudgetSession(page);
    await allowEndpoint(page);
    await allowSignIn(page);
    await hear('Opened a persistent session of “Budget.xlsx”.');

    graph().fault({ kind: 'error', error: 'resourceLocked', action: 'closeSession' });
    await contextMenu(row('Budget.xlsx'), 'Close Session');
    await agreeToFirstClose(page);
    await hear(/was not closed/);
    await contextMenu(row('Budget.xlsx'), 'Refresh Session');
    await hear(/refreshed/i);
    await contextMenu(row('Budget.xlsx'), 'Copy As…');
    await (await quickPick(page, 'In which form?')).choose('curl');
    await answerDialog(page, 'Copy the session ID of', 'Copy');
    await hear(/session ID/);
    const clipboard = await page.evaluate<string>('navigator.clipboard.readText()');
    assert.ok(ids().some((id) => clipboard.includes(id)));
    assert.ok(!tokens().some((token) => clipboard.includes(token)));

    await runCommand(page, 'Workbook Sessions: Use an Access Token…');
    await (await inputBox(page, 'Paste an access token')).submit(`Bearer ${pastedToken}`);
    await hear(/access token/);
    const [, , sample] = graph().samples;
    const line = `https://graph.microsoft.com/v1.0/drives/${sample!.driveId}/items/${sample!.itemId}/workbook/closeSession workbook-session-id: ${pastedId}`;
    await runCommand(page, 'Workbook Sessions: Add Existing Session…');
    await (await quickPick(page, 'Paste an address, a session ID')).submit(line);
    await (await quickPick(page, 'Which account opened the session?')).accept();
    await (await quickPick(page, 'Which mode')).choose('I don’t know');
    await hear(/Added (a|1) session/);
    await screenshot(page, 'security-secrets');
    assert.ok(ids().length > 1);
  });

  it('appear in no message and nowhere in the window', async () => {
    const body = await workbench.page.evaluate<string>('document.body.innerText');
    // Lines that are too long for their place are broken anywhere.
    const shown = `${await workbench.page.content()} ${body.replaceAll(/\s/g, '')}`;
    const state = await browserStateOf(workbench.page);
    assert.ok(state.includes('workbookSessions'), 'VS Code’s state is among it.');
    for (const form of [...tokens(), ...ids(), pastedId].flatMap(spellings)) {
      for (const text of [...told, shown, state]) {
        assert.ok(!text.includes(form), form);
      }
    }
  });

  it('are in no file but the records, which hold no token and which only the user can read', () => {
    assert.deepEqual(filesWith(tokens()), []);
    const holders = filesWith([...ids(), pastedId]);
    assert.ok(holders.length > 0, 'The search finds what is there.');
    assert.deepEqual(
      holders.filter((file) => !isRecord(file)),
      [],
    );
    const modes = readdirSync(recordFolder()).map(
      (name) => statSync(path.join(recordFolder(), name)).mode & 0o777,
    );
    const own = process.platform === 'win32' ? 0o666 : 0o600;
    assert.deepEqual([...new Set(modes)], [own]);
  });

  it('cannot be reached from the exported API', async () => {
    rmSync(resultFile(), { force: true });
    await runCommand(workbench.page, 'Other Extension: Read Everything');
    await waitFor(() => existsSync(resultFile()), { timeoutMs: 60_000, what: 'what it has read' });
    const { result } = JSON.parse(readFileSync(resultFile(), 'utf8')) as { result: string[] };
    assert.ok(result.includes('Budget.xlsx'), JSON.stringify(result).slice(0, 500));
    for (const form of [...tokens(), ...ids(), pastedId].flatMap(spellings)) {
      assert.ok(!result.some((text) => text.includes(form)), form);
    }
  });

  it('are nowhere once the sessions are no longer listed', async () => {
    const all = [...ids(), pastedId];
    // The session that the other extension added moves the rows once it is shown.
    const unnamed = sessionRow(workbench.page, { workbook: 'Unnamed workbook' });
    await unnamed.nth(1).waitFor();
    await forgetAll(workbench.page);
    await waitFor(() => !readdirSync(recordFolder()).some((name) => name.endsWith('.json')), {
      what: 'the records to go',
    });
    assert.deepEqual(filesWith([...tokens(), ...all]), []);
  });
});

async function forgetAll(page: Page): Promise<void> {
  const rows = treeRow(page, /^Session /);
  await waitFor(
    async () => {
      const label = (await rows.count()) > 0 ? await rows.first().getAttribute('aria-label') : '';
      if (label) {
        const row = treeRow(page, label);
        await contextMenu(row, 'Forget Session');
        // VS Code may draw the row anew in that moment. Then the command asks for another try.
        const asks = page.getByText('Forget this session?').waitFor({ timeout: 10_000 });
        if (await isFulfilled(asks)) {
          await answerDialog(page, 'Forget this session?', 'Forget');
          await row.waitFor({ state: 'detached' });
        }
      }
      return !label;
    },
    { timeoutMs: 100_000, what: 'the list to be empty' },
  );
}
