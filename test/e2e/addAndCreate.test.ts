import assert from 'node:assert/strict';
import {
  answerDialog,
  contextMenu,
  dialog,
  dismissNotification,
  inputBox,
  notification,
  openView,
  quickPick,
  runCommand,
  samplesOpen,
  screenshot,
  sessionRow,
  treeRow,
  useWorkbench,
  waitFor,
} from './support';
import { requestsOf, useSandbox, withSandbox } from './support/sandbox';

/** A workbook of the sandbox that has no sample session, so that each of its rows is of the story's making. */
const budget = {
  driveId: 'b!t18F8ybsHUq1z3LTz8xvZqP8zaSWjkFNhsME-Fepo75dTf9vQKfeRblBZjoSQrd7',
  itemId: '01BYE5RZ53CPZGL4Z75FAZJRC7PVHGMZ2U',
};
/** Another one, in a document library; its name needs encoding. */
const inventory = {
  driveId: 'b!ROhg2h26vEm01NXja66QGW5ZKnGhkONJm0i_qAvuh0D-5WqQJxNlTqmVd5kXRDNw',
  itemId: '01SXKFTR6JKNOXCLDU5VHYQLOVRGXMTS5N',
};
/** The row of a session that was created just now. */
const budgetRow = { workbook: 'Budget.xlsx', state: 'about 5 min' } as const;
const siteId =
  'workbooks.example,da60e844-ba1d-49bc-b4d4-d5e36bae9019,712a596e-90a1-49e3-9b48-bfa80bee8740';
const groupId = '02bd9fd6-8f93-4758-87c3-1fb73740a315';

describe('A person who adds and creates sessions by address', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() =>
    withSandbox(sandbox(), { 'workbookSessions.confirmClose': 'never' }),
  );

  before(async () => {
    await openView(workbench.page);
    await samplesOpen(workbench.page);
  });

  beforeEach(() => {
    sandbox().reset();
  });

  const rowsOf = (workbook: RegExp) =>
    treeRow(workbench.page, new RegExp(`^Session .* of ${workbook.source}`));

  const leak = ({ driveId, itemId } = budget): string =>
    sandbox().openSession(driveId, itemId, true);

  /** Adds a session; the session id only when the first line does not hold it. */
  const add = async (line: string, sessionId?: string): Promise<void> => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Add Existing Session…');
    await (await quickPick(page, 'Paste an address, a session ID or a request')).submit(line);
    if (sessionId !== undefined) {
      await (await inputBox(page, 'Paste the session ID')).submit(sessionId);
    }
    await (await quickPick(page, 'Which mode does')).choose('Persistent');
  };

  const added = async (): Promise<void> => {
    await dismissNotification(workbench.page, /Added a session of/);
  };

  const forms: readonly (readonly [string, string, string, typeof budget])[] = [
    ['drive and item', `/drives/${budget.driveId}/items/${budget.itemId}`, 'Budget.xlsx', budget],
    ['item of the own drive', `/me/drive/items/${budget.itemId}`, 'Budget.xlsx', budget],
    [
      "item of a user's drive",
      `https://ORIGIN/v1.0/users/ada@workbooks.example/drive/items/${budget.itemId}/workbook`,
      'Budget.xlsx',
      budget,
    ],
    [
      "item of a site's drive",
      `sites/${siteId}/drive/items/${inventory.itemId}`,
      'Inventory & orders 100%.xlsx',
      inventory,
    ],
    ['path', '/v1.0/me/drive/root:/Budget.xlsx:/workbook/worksheets', 'Budget.xlsx', budget],
    [
      "path in a group's drive, encoded",
      `beta/groups/${groupId}/drive/root:/Inventory%20%26%20orders%20100%25.xlsx`,
      'Inventory & orders 100%.xlsx',
      inventory,
    ],
    ['drive id and item id', `${budget.driveId}, ${budget.itemId}`, 'Budget.xlsx', budget],
  ];

  for (const [what, address, name, workbook] of forms) {
    it(`adds a session by ${what}`, async () => {
      const own = address.replace('https://ORIGIN', sandbox().endpoint);
      const pattern = new RegExp(name.replaceAll('.', '\\.'));
      const before = await rowsOf(pattern).count();
      await add(own, leak(workbook));
      await added();
      await waitFor(async () => (await rowsOf(pattern).count()) === before + 1);
      // What is sent is the question for the name, and nothing else.
      assert.deepEqual(
        sandbox().requests.filter(({ action }) => action !== 'getItem'),
        [],
      );
      assert.ok(sandbox().requests.every(({ status }) => status === 200));
    });
  }

  it('closes them all on the workbook’s ids, whatever their addresses were', async () => {
    const { page } = workbench;
    await screenshot(page, 'added-by-every-form');
    const open = () =>
      sandbox().openSessions.filter(({ itemId }) =>
        [budget.itemId, inventory.itemId].includes(itemId),
      ).length;
    const count = open();
    assert.equal(count, forms.length);
    for (const name of ['Budget.xlsx', 'Inventory & orders 100%.xlsx']) {
      const row = treeRow(page, new RegExp(`^Workbook ${name.replaceAll('.', '\\.')}`));
      assert.equal(await row.count(), 1);
      await contextMenu(row, 'Close Sessions');
      const question = await dialog(page, /Close \d sessions of/);
      await question.press(question.buttons.find((label) => /^Close \d/.test(label)) ?? '');
      await row.waitFor({ state: 'detached' });
      await dismissNotification(page, /Closed \d sessions of/);
    }
    assert.equal(open(), 0);
    const closes = requestsOf(sandbox(), 'closeSession');
    assert.equal(closes.length, count);
    for (const { route, status, session } of closes) {
      assert.equal(route, '/drives/{id}/items/{id}/workbook/closeSession');
      assert.equal(status, 204);
      assert.equal(session, 'open');
    }
  });

  it('adds a session from one line that contains everything, and does not add it twice', async () => {
    const { page } = workbench;
    const sessionId = leak();
    const { driveId, itemId } = budget;
    const url = `${sandbox().endpoint}/v1.0/drives/${encodeURIComponent(driveId)}/items/${itemId}/workbook/closeSession`;
    const line = `curl -X POST '${url}' -H 'Authorization: Bearer secret' -H 'workbook-session-id: ${sessionId}' -d '{}'`;
    await add(line);
    await added();
    await rowsOf(/Budget\.xlsx/).waitFor();
    await add(`${driveId} ${itemId}`, `  ${sessionId} `);
    await dismissNotification(page, '1 session was listed already.');
    assert.equal(await rowsOf(/Budget\.xlsx/).count(), 1);
  });

  it('copies the session id exactly, byte for byte', async () => {
    const { page } = workbench;
    const [session] = sandbox().openSessions.filter(({ itemId }) => itemId === budget.itemId);
    await contextMenu(rowsOf(/Budget\.xlsx/), 'Copy Session ID');
    const question = await dialog(page, 'Copy the session ID of “Budget.xlsx”?');
    assert.match(question.detail, /once in each window/);
    await question.press('Copy');
    await page.locator('.part.statusbar').getByText('Treat a session ID like a password').waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    assert.equal(copied, session?.sessionId);
    assert.deepEqual(sandbox().requests, []);
  });

  it('asks before a session is forgotten, and sends nothing', async () => {
    const { page } = workbench;
    const row = rowsOf(/Budget\.xlsx/);
    await contextMenu(row, 'Forget Session');
    const question = await dialog(page, 'Forget this session?');
    assert.match(question.detail, /Nothing is sent/);
    await screenshot(page, 'forget');
    await question.press('Cancel');
    await row.waitFor();
    await contextMenu(row, 'Forget Session');
    await answerDialog(page, 'Forget this session?', 'Forget');
    await row.waitFor({ state: 'detached' });
    assert.deepEqual(sandbox().requests, []);
    assert.ok(sandbox().openSessions.some(({ itemId }) => itemId === budget.itemId));
  });

  const badLines: readonly (readonly [string, RegExp])[] = [
    ['/me/messages', /isn’t the address of a workbook.*Paste a Microsoft Graph URL/],
    ['/me/drive/items/x/children', /isn’t the address of a workbook/],
    ['/drives/b!x/items/..', /isn’t the address of a workbook/],
    ['/drives/b!x%2fy/items/z', /isn’t the address of a workbook/],
    ['https://graph.example.com/v1.0/me/drive/items/x', /doesn’t belong to the Microsoft Graph/],
    ['https://graph.microsoft.com.evil.example/me/drive/items/x', /doesn’t belong/],
    ['https://user@graph.microsoft.com/v1.0/me/drive/items/x', /doesn’t belong/],
    ['/me/drive/items/x workbook-session-id: sessão', /isn’t a session ID/],
  ];

  it('is told in the box what is wrong with a line, and stays there', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Add Existing Session…');
    const box = await quickPick(page, 'Paste an address, a session ID or a request');
    for (const [line, message] of badLines) {
      await box.submit(line);
      await waitFor(async () => message.test(await box.rows.first().innerText()), {
        what: `${message.source} for ${line}`,
      });
      assert.equal(await box.input.inputValue(), line);
    }
    await screenshot(page, 'bad-address');
    await box.submit(`${budget.driveId} ${budget.itemId}`);
    const second = await inputBox(page, 'Paste the session ID');
    assert.equal(await second.input.getAttribute('type'), 'password');
    for (const id of ['', 'cluster=EU1 session=2', 'sessão=1', 'a'.repeat(8193)]) {
      await second.submit(id);
      await waitFor(async () => (await second.message.innerText()).includes('isn’t a session ID'));
      assert.equal(await second.input.inputValue(), id);
    }
    await screenshot(page, 'bad-session-id');
    await second.cancel();
    await second.input.waitFor({ state: 'hidden' });
    assert.deepEqual(sandbox().requests, []);
    assert.equal(await rowsOf(/Budget\.xlsx/).count(), 0);
  });

  it('creates a session by an address, in the chosen mode', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Create Session…');
    const picker = await quickPick(page, 'Type to search');
    await screenshot(page, 'create-workbook');
    await picker.submit('/users/ada@workbooks.example/drive/root:/Budget.xlsx:');
    const modes = await quickPick(page, 'What happens to changes');
    await screenshot(page, 'create-mode');
    await modes.choose('Non-persistent');
    await dismissNotification(page, 'Opened a non-persistent session of “Budget.xlsx”.');
    await sessionRow(page, { ...budgetRow, mode: 'non-persistent' }).waitFor();
    const [create, ...others] = requestsOf(sandbox(), 'createSession');
    assert.deepEqual(others, []);
    assert.deepEqual(JSON.parse(create?.body ?? ''), { persistChanges: false });
  });

  it('creates another one for a listed workbook, without an address', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Create Session…');
    await (await quickPick(page, 'Type to search')).choose('Budget.xlsx');
    await (await quickPick(page, 'What happens to changes')).choose('Persistent');
    await dismissNotification(page, 'Opened a persistent session of “Budget.xlsx”.');
    await sessionRow(page, { ...budgetRow, mode: 'persistent' }).waitFor();
    assert.equal(requestsOf(sandbox(), 'createSession').length, 1);
  });

  it('is told when the service does not say the mode, and the session is listed', async () => {
    const { page } = workbench;
    const body = JSON.stringify({ id: 'cluster=EU1&session=of-no-mode' });
    sandbox().fault({ kind: 'answer', action: 'createSession', status: 201, body });
    await runCommand(page, 'Workbook Sessions: Create Session…');
    await (await quickPick(page, 'Type to search')).choose('Budget.xlsx');
    await (await quickPick(page, 'What happens to changes')).choose('Persistent');
    const told = await notification(page, 'Opened a session of “Budget.xlsx” in an unknown mode.');
    await sessionRow(page, { ...budgetRow, mode: 'unknown mode' }).waitFor();
    await screenshot(page, 'create-unknown-mode');
    await told.dismiss();
  });

  it('is told when there is no such workbook, and no row is left', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Create Session…');
    await (await quickPick(page, 'Type to search')).submit('/me/drive/root:/Missing.xlsx:');
    await (await quickPick(page, 'What happens to changes')).choose('Persistent');
    const message = await notification(page, 'No session of “Missing.xlsx” was created.');
    assert.match(message.text, /Microsoft Graph didn’t find the workbook\. It may have been moved/);
    await screenshot(page, 'create-not-found');
    // Its workbook and itself go together.
    await waitFor(async () => (await treeRow(page, /Missing\.xlsx/).count()) === 0);
    assert.deepEqual(requestsOf(sandbox(), 'createSession'), []);
  });
});
