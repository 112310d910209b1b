import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { workbookFiles } from '../../src/sandbox/workbookFiles';
import {
  agreeToFirstClose,
  allowEndpoint,
  allowSignIn,
  answerDialog,
  contextMenu,
  dismissNotification,
  inlineAction,
  notification,
  openView,
  quickPick,
  runCommand,
  screenshot,
  sessionRow,
  treeRow,
  useWorkbench,
  waitFor,
  type Workbench,
} from './support';
import { aToken, someClaims } from '../unit/accounts/jwt';
import { recordsOf } from './support/records';
import { clientId, requestsOf, useGraph, useSandbox, withSignIn } from './support/sandbox';

const ada = 'ada@contoso.example';
const grace = 'grace@contoso.example';

/** Opens a persistent session of Budget.xlsx, whose address names no host. */
async function createSession({ page }: Workbench): Promise<void> {
  await runCommand(page, 'Workbook Sessions: Create Session…');
  await (await quickPick(page, 'Create Session')).submit('/me/drive/root:/Budget.xlsx:');
  await (await quickPick(page, 'What happens to changes')).choose('Persistent');
}

/** Waits until the session is open. */
async function sessionOpened({ page }: Workbench): Promise<void> {
  await dismissNotification(page, 'Opened a persistent session of “Budget.xlsx”.');
}

describe('A person with two accounts', () => {
  const graph = useGraph();
  const workbench = useWorkbench(() => withSignIn(graph()));

  before(async () => {
    await openView(workbench.page);
  });

  const accountRow = (account: string) =>
    treeRow(workbench.page, new RegExp(`^Account ${account}`));
  const rowOf = (account: string) =>
    sessionRow(workbench.page, { workbook: 'Budget.xlsx', account });
  /** Whose tokens came with the requests. */
  const senders = () =>
    graph().requests.map(
      ({ headers }) => /test-token\.(.*)\.Files/.exec(headers['authorization']?.[0] ?? '')?.[1],
    );

  it('keeps the sessions of one account while the other is in use', async () => {
    const { page, microsoft } = workbench;
    await createSession(workbench);
    await allowEndpoint(page);
    await allowSignIn(page);
    await sessionOpened(workbench);
    await rowOf(ada).waitFor();
    assert.equal(await accountRow(ada).count(), 0);

    microsoft.signInAs(grace);
    await runCommand(page, 'Workbook Sessions: Switch Account…');
    await (await quickPick(page, 'Which account')).choose('Use Another Account…');
    await allowSignIn(page);
    await dismissNotification(page, `uses the account ${grace}`);
    graph().reset();
    await createSession(workbench);
    await sessionOpened(workbench);
    assert.deepEqual(new Set(senders()), new Set([grace]));
    await accountRow(ada).waitFor();
    await accountRow(grace).waitFor();
    await rowOf(ada).waitFor();
    await rowOf(grace).waitFor();
    await screenshot(page, 'accounts');
  });

  it('is told which account to sign in with once one has signed out, and sends nothing with the other', async () => {
    const { page, microsoft } = workbench;
    graph().reset();
    microsoft.signOut(ada);
    await treeRow(page, `Account ${ada}, Sign in as ${ada} to close, 1 session`).waitFor();
    assert.equal(await treeRow(page, `Sign in as ${grace}`).count(), 0);
    await inlineAction(accountRow(ada), 'Close Sessions');
    await agreeToFirstClose(page);
    const message = await notification(page, 'The session of “Budget.xlsx” was not closed.');
    assert.match(message.text, new RegExp(`needs the account ${ada}`));
    await sessionRow(page, {
      workbook: 'Budget.xlsx',
      mode: 'persistent',
      state: 'sign in to close',
      account: ada,
    }).waitFor();
    await screenshot(page, 'account-signed-out');
    assert.deepEqual(graph().requests, []);
  });

  it('signs in with that account from the message, and the session is closed with its token', async () => {
    const { page, microsoft } = workbench;
    const message = await notification(page, 'The session of “Budget.xlsx” was not closed.');
    microsoft.signInAs(grace);
    await message.press(`Sign In as ${ada}`);
    await allowSignIn(page);
    await notification(page, 'Closed 1 session of “Budget.xlsx”.');
    await rowOf(ada).waitFor({ state: 'detached' });
    const [close, ...others] = requestsOf(graph(), 'closeSession');
    assert.deepEqual(others, []);
    assert.deepEqual(close?.headers['authorization'], [`Bearer ${microsoft.tokenOf(ada)}`]);
    assert.deepEqual(new Set(senders()), new Set([ada]));
    await rowOf(grace).waitFor();
    // With one owner the tree is as it was.
    await accountRow(grace).waitFor({ state: 'detached' });
  });

  it('signs in from the row of an account and closes all its sessions there', async () => {
    const { page, microsoft } = workbench;
    for (let n = 0; n < 2; n += 1) {
      await createSession(workbench);
      await sessionOpened(workbench);
    }
    await treeRow(page, `Account ${ada}, 2 sessions`).waitFor();
    microsoft.signOut(ada);
    await treeRow(page, `Account ${ada}, Sign in as ${ada} to close, 2 sessions`).waitFor();
    await inlineAction(accountRow(ada), 'Sign In to Close…');
    await allowSignIn(page);
    await treeRow(page, `Account ${ada}, 2 sessions`).waitFor();
    graph().reset();
    await contextMenu(accountRow(ada), 'Close Sessions');
    // The row stands for both: nobody has pointed at each.
    await answerDialog(page, 'Close 2 sessions', 'Close 2 Sessions');
    await rowOf(ada).first().waitFor({ state: 'detached' });
    await waitFor(() => requestsOf(graph(), 'closeSession').length === 2, { what: 'both closes' });
    assert.deepEqual(new Set(senders()), new Set([ada]));
    await rowOf(grace).waitFor();
  });

  it('is not mistaken for the account that signed in instead', async () => {
    const { page, microsoft } = workbench;
    await createSession(workbench);
    await sessionOpened(workbench);
    microsoft.signOut();
    microsoft.insistOn(grace);
    await treeRow(page, `Sign in as ${ada} to close`).waitFor();
    graph().reset();
    await inlineAction(accountRow(ada), 'Sign In to Close…');
    await allowSignIn(page);
    await answerDialog(page, 'Incorrect account detected', `Keep ${grace}`);
    await notification(page, `needs the account ${ada}`);
    await treeRow(page, `Sign in as ${ada} to close`).waitFor();
    assert.deepEqual(graph().requests, []);
  });
});

describe('A guest of a tenant, whose sessions were created with an access token', () => {
  const inTenant = {
    oid: '3f6e0c1a-7d5b-4c39-9f8e-0a1b2c3d4e5f',
    tid: '9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d',
  };
  const graph = useSandbox({ auth: (token) => token.split('.').length === 3 });
  const workbench = useWorkbench(() => withSignIn(graph()));

  before(async () => {
    await openView(workbench.page);
  });

  const sessionRows = () => treeRow(workbench.page, /^Session .* of Budget\.xlsx/);

  it('signs in with the account of the home tenant and closes with its token', async () => {
    const { page, microsoft } = workbench;
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const token = aToken({ ...someClaims, ...inTenant, exp, upn: ada });
    await runCommand(page, 'Workbook Sessions: Use an Access Token…');
    await (await quickPick(page, 'Paste an access token')).submit(token);
    await dismissNotification(page, `Using the access token of ${ada}`);
    await createSession(workbench);
    await allowEndpoint(page);
    await sessionOpened(workbench);
    await createSession(workbench);
    await sessionOpened(workbench);
    await runCommand(page, 'Workbook Sessions: Sign Out');
    await dismissNotification(page, 'The access token is forgotten.');
    graph().reset();

    await contextMenu(sessionRows().first(), 'Close Session');
    await agreeToFirstClose(page);
    const message = await notification(page, `needs the account ${ada}`);
    assert.deepEqual(graph().requests, []);
    microsoft.giveTokensWith(inTenant);
    await message.press(`Sign In as ${ada}`);
    await allowSignIn(page);
    await dismissNotification(page, 'Closed 1 session of “Budget.xlsx”.');
    const [close] = requestsOf(graph(), 'closeSession');
    assert.deepEqual(close?.headers['authorization'], [`Bearer ${microsoft.tokenOf(ada)}`]);
  });

  it('is recognized by that account from then on, and nobody else is', async () => {
    const { page, microsoft } = workbench;
    graph().reset();
    microsoft.signOut();
    microsoft.giveTokensWith({ ...inTenant, oid: '00000000-7d5b-4c39-9f8e-0a1b2c3d4e5f' });
    microsoft.signInAs(grace);
    await runCommand(page, 'Workbook Sessions: Sign In');
    await allowSignIn(page);
    await dismissNotification(page, `uses the account ${grace}`);
    await contextMenu(sessionRows(), 'Close Session');
    const message = await notification(page, `needs the account ${ada}`);
    assert.deepEqual(graph().requests, []);

    microsoft.giveTokensWith(inTenant);
    await message.press(`Sign In as ${ada}`);
    await allowSignIn(page);
    await sessionRows().waitFor({ state: 'detached' });
    const [close, ...others] = requestsOf(graph(), 'closeSession');
    assert.deepEqual(others, []);
    assert.deepEqual(close?.headers['authorization'], [`Bearer ${microsoft.tokenOf(ada)}`]);
  });
});

describe('A person in a cloud of US government', () => {
  const graph = useSandbox({
    auth: (token) => token.includes('.https://graph.microsoft.us/Files.ReadWrite.'),
  });
  const workbench = useWorkbench(() =>
    withSignIn(graph(), {
      'microsoft-sovereign-cloud.environment': 'USGovernment',
      'workbookSessions.cloud': 'usGov',
    }),
  );

  before(async () => {
    await openView(workbench.page);
  });

  it('signs in with the provider for sovereign clouds, and the record stores the cloud', async () => {
    const { page, microsoft } = workbench;
    await createSession(workbench);
    await allowEndpoint(page);
    await answerDialog(page, 'wants to sign in using Microsoft Sovereign Cloud', 'Allow');
    await sessionOpened(workbench);
    await treeRow(page, new RegExp(`^Session .*, ${ada}, US Government \\(L4\\)`)).waitFor();
    await screenshot(page, 'government-cloud');
    // VS Code itself asks every provider for its accounts, without scopes.
    const asked = microsoft.calls().filter(({ scopes }) => scopes);
    assert.deepEqual(
      new Set(asked.map(({ providerId, scopes }) => [providerId, ...(scopes ?? [])].join(' '))),
      new Set([
        `microsoft-sovereign-cloud https://graph.microsoft.us/Files.ReadWrite VSCODE_CLIENT_ID:${clientId} VSCODE_TENANT:organizations`,
      ]),
    );
    const [record = ''] = recordsOf(workbench);
    const file = path.join(workbench.globalStoragePath, 'sessions', record);
    assert.deepEqual(
      (JSON.parse(readFileSync(file, 'utf8')) as { cloud?: unknown }).cloud,
      'usGov',
    );
  });

  it('sends no token of that cloud for a session of another cloud', async () => {
    const { page } = workbench;
    graph().reset();
    await runCommand(page, 'Workbook Sessions: Add Existing Session…');
    await (
      await quickPick(page, 'Add Existing Session')
    ).submit('https://graph.microsoft.com/v1.0/drives/b!a/items/01A cluster=of&another=cloud');
    await (await quickPick(page, 'Which mode')).choose('Persistent');
    await treeRow(page, /^Account Unknown account, 1 session/).waitFor();
    await treeRow(page, new RegExp(`^Account ${ada}, US Government \\(L4\\), 1 session`)).waitFor();
    await screenshot(page, 'two-clouds');
    assert.deepEqual(graph().requests, []);
  });
});

describe('A person who adds a session without knowing whose it is', () => {
  const graph = useGraph();
  const workbench = useWorkbench(() => withSignIn(graph()));

  before(async () => {
    await openView(workbench.page);
  });

  const row = () => treeRow(workbench.page, /^Session .* of Budget\.xlsx/);
  const budget = workbookFiles.find(({ name }) => name === 'Budget.xlsx');

  it('is asked which account opened it, and may say that they do not know', async () => {
    const { page, microsoft } = workbench;
    microsoft.signInAs(grace);
    await runCommand(page, 'Workbook Sessions: Sign In');
    await allowEndpoint(page);
    await allowSignIn(page);
    await dismissNotification(page, `uses the account ${grace}`);
    assert.ok(budget);
    const sessionId = graph().openSession(budget.driveId, budget.itemId, true);
    await runCommand(page, 'Workbook Sessions: Add Existing Session…');
    const source = await quickPick(page, 'Add Existing Session');
    await source.submit(`/me/drive/root:/Budget.xlsx: ${sessionId}`);
    const owner = await quickPick(page, 'Which account opened the session?');
    await owner.row(grace).waitFor();
    await screenshot(page, 'add-owner');
    await owner.choose('Another account, or I don’t know');
    await (await quickPick(page, 'Which mode does')).choose('Persistent');
    await row().waitFor();
    // To another account the same address may mean another file.
    assert.deepEqual(graph().requests, []);
  });

  it('keeps it when the service answers the account in use that the session is gone', async () => {
    const { page } = workbench;
    graph().fault({ kind: 'error', error: 'invalidSessionReCreatable', action: 'closeSession' });
    await contextMenu(row(), 'Close Session');
    await agreeToFirstClose(page);
    const message = await notification(page, 'The session of “Budget.xlsx” was not closed.');
    assert.match(message.text, /already gone, or it belongs to an account other than/);
    await treeRow(page, /^Session .*gone or not yours/).waitFor();
    await screenshot(page, 'owner-unknown-dead');
    assert.equal(recordsOf(workbench).length, 1);
  });

  it('closes it by signing in as the account that opened it', async () => {
    const { page, microsoft } = workbench;
    graph().reset();
    microsoft.signInAs(ada);
    const message = await notification(page, 'The session of “Budget.xlsx” was not closed.');
    await message.press('Sign In as Another Account');
    await (
      await quickPick(page, 'Which account do you want to use?')
    ).choose('Use Another Account…');
    await allowSignIn(page);
    await notification(page, 'Closed 1 session of “Budget.xlsx”.');
    await row().waitFor({ state: 'detached' });
    const [close, ...others] = requestsOf(graph(), 'closeSession');
    assert.deepEqual(others, []);
    assert.deepEqual(close?.headers['authorization'], [`Bearer ${microsoft.tokenOf(ada)}`]);
    assert.deepEqual(recordsOf(workbench), []);
  });
});

describe('A person in a cloud of US government whose VS Code is not set up for it', () => {
  const graph = useSandbox({ auth: () => false });
  const workbench = useWorkbench(() =>
    withSignIn(graph(), { 'workbookSessions.cloud': 'usGovDoD' }),
  );

  before(async () => {
    await openView(workbench.page);
  });

  it('is told so and is not asked to sign in', async () => {
    const { page, microsoft } = workbench;
    await createSession(workbench);
    await allowEndpoint(page);
    const message = await notification(page, 'VS Code isn’t set up to sign in to the cloud');
    await screenshot(page, 'cloud-not-set-up');
    assert.match(message.text, /microsoft-sovereign-cloud\.environment/);
    assert.deepEqual(
      microsoft.calls().filter(({ scopes }) => scopes),
      [],
    );
    assert.deepEqual(graph().requests, []);
    await message.press('Set the Cloud');
    await page.locator('.settings-editor').waitFor();
  });
});
