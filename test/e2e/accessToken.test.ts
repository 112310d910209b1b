import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import {
  agreeToFirstClose,
  allowEndpoint,
  allowSignIn,
  contextMenu,
  dialog,
  dismissNotification,
  inputBox,
  notification,
  openView,
  quickPick,
  runCommand,
  screenshot,
  sessionRow,
  treeRow,
  useWorkbench,
  waitFor,
} from './support';
import { createBudgetSession } from './support/budgetSession';
import { browserStateOf, dataFolderOf, filesOf, spellings } from './support/leaks';
import { requestsOf, useSandbox, withSignIn } from './support/sandbox';

const graphAudience = 'https://graph.microsoft.com';
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const inAnHour = () => inSeconds(3600);

/** A token as Entra makes them; its signature is nobody's. */
function jsonWebToken(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signature = Buffer.from('signature of the story').toString('base64url');
  return [part({ typ: 'JWT', alg: 'RS256' }), part(claims), signature].join('.');
}

const account = {
  oid: '3f6e0c1a-7d5b-4c39-9f8e-0a1b2c3d4e5f',
  tid: '9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d',
  upn: 'ada@contoso.example',
  scp: 'Files.ReadWrite',
};
const token = jsonWebToken({ aud: graphAudience, exp: inAnHour(), ...account });

describe('A person without an app registration, who pastes an access token', () => {
  const graph = useSandbox({ auth: (value) => value === token });
  const workbench = useWorkbench(() => ({
    settings: { 'workbookSessions.graph.endpoint': graph().endpoint },
  }));

  before(async () => {
    await openView(workbench.page);
  });

  const expectTokenOnTheWire = () => {
    assert.notEqual(graph().requests.length, 0);
    for (const { headers } of graph().requests) {
      assert.deepEqual(headers['authorization'], [`Bearer ${token}`]);
    }
  };

  it('is told in the box why a token cannot be used', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Use an Access Token…');
    const box = await inputBox(page, 'Paste an access token for Microsoft Graph');
    assert.equal(await box.input.getAttribute('type'), 'password');
    const expired = jsonWebToken({ ...account, aud: graphAudience, exp: 1_700_000_000 });
    const foreign = jsonWebToken({
      ...account,
      aud: 'https://management.azure.com',
      exp: inAnHour(),
    });
    const refusals = [
      ['', 'This isn’t an access token.'],
      [expired, 'The access token has expired.'],
      [foreign, 'The access token isn’t for this Microsoft Graph.'],
      ['not a token', 'This isn’t an access token.'],
    ] as const;
    for (const [value, reason] of refusals) {
      await box.submit(value);
      await waitFor(async () => (await box.message.innerText()).includes(reason), { what: reason });
      assert.equal(await box.input.inputValue(), value);
    }
    await box.input.fill(expired);
    await waitFor(async () => (await box.message.innerText()).includes('has expired'));
    await screenshot(page, 'token-refused');
    await box.cancel();
    assert.deepEqual(graph().requests, []);
  });

  it('sees whose token it is and when it expires', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Use an Access Token…');
    await (await inputBox(page, 'Paste an access token')).submit(`Bearer ${token}`);
    const message = await notification(page, 'Using the access token of ada@contoso.example');
    assert.match(message.text, /\d{1,2}:\d{2}/);
    await screenshot(page, 'token-in-use');
    await message.dismiss();
    // It is not sent anywhere for that.
    assert.deepEqual(graph().requests, []);
  });

  it('creates a session with it, after the question whether it may be sent there', async () => {
    const { page } = workbench;
    await createBudgetSession(page);
    const question = await dialog(page, `Send your access token to ${graph().endpoint}?`);
    assert.deepEqual(graph().requests, []);
    await screenshot(page, 'token-endpoint-question');
    await question.press('Send It There');
    await dismissNotification(page, 'Opened a persistent session of “Budget.xlsx”.');
    await sessionRow(page, {
      workbook: 'Budget.xlsx',
      mode: 'persistent',
      state: 'about 5 min',
    }).waitFor();
    assert.equal(requestsOf(graph(), 'createSession').length, 1);
    expectTokenOnTheWire();
  });

  it('stores the token nowhere and the session id only in its record', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Show Log');
    const panel = page.locator('.part.panel');
    await panel.getByRole('tab', { name: 'Output' }).waitFor();
    await panel.locator('.view-lines').waitFor();
    await screenshot(page, 'token-log');
    const [session] = graph().openSessions;
    assert.ok(session);
    const { sessionId } = session;
    const records = path.join(workbench.globalStoragePath, 'sessions');
    const whole = dataFolderOf(workbench);
    assert.ok(existsSync(path.join(whole, 'extensions')), 'Everything is looked at.');

    // The signature and the claims too: none of its parts.
    const parts = token.split('.').slice(1);
    const withToken = filesOf(whole).filter(({ text }) =>
      parts.some((part) => text.includes(part)),
    );
    assert.deepEqual(
      withToken.map(({ file }) => file),
      [],
    );
    const withId = filesOf(whole).filter(({ text }) =>
      spellings(sessionId).some((id) => text.includes(id)),
    );
    assert.deepEqual(
      withId.map(({ file }) => path.dirname(file)),
      [records],
    );

    const state = await browserStateOf(page);
    assert.ok(state.includes('workbookSessions'), "VS Code's state is among it.");
    for (const secret of [...parts, ...spellings(sessionId)]) {
      assert.ok(!state.includes(secret));
      assert.ok(!(await page.content()).includes(secret));
    }
  });

  it('closes the session with it, without being asked about the address again', async () => {
    const { page } = workbench;
    graph().reset();
    const row = treeRow(page, /Session .* of Budget\.xlsx/);
    await contextMenu(row, 'Close Session');
    await agreeToFirstClose(page);
    await row.waitFor({ state: 'detached' });
    assert.equal(requestsOf(graph(), 'closeSession').length, 1);
    assert.deepEqual(graph().openSessions, []);
    expectTokenOnTheWire();
    const records = path.join(workbench.globalStoragePath, 'sessions');
    await waitFor(() => readdirSync(records).length === 0, { what: 'the record to go' });
  });

  it('forgets the token by signing out', async () => {
    const { page } = workbench;
    graph().reset();
    await runCommand(page, 'Workbook Sessions: Sign Out');
    await dismissNotification(page, 'The access token is forgotten.');
    await page
      .locator('.part.sidebar')
      .getByText('To open one, set up sign-in, use an access token, or start the sandbox')
      .waitFor();
    assert.deepEqual(graph().requests, []);
  });
});

describe('A person whose access token expires while VS Code’s account is signed in too', () => {
  const ada = 'ada@contoso.example';
  const linus = { ...account, upn: 'linus@contoso.example' };
  const pasted = new Set<string>();
  const graph = useSandbox({
    auth: (value) => pasted.has(value) || value.startsWith('test-token.'),
  });
  const workbench = useWorkbench(() => withSignIn(graph()));

  before(async () => {
    await openView(workbench.page);
  });

  const paste = async (seconds: number): Promise<void> => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Use an Access Token…');
    const box = await inputBox(page, 'Paste an access token');
    const value = jsonWebToken({ ...linus, aud: graphAudience, exp: inSeconds(seconds) });
    pasted.add(value);
    await box.submit(value);
    await dismissNotification(page, `Using the access token of ${linus.upn}`);
  };
  const opened = async (): Promise<void> => {
    const { page } = workbench;
    await dismissNotification(page, 'Opened a persistent session of “Budget.xlsx”.');
  };
  const sessionOf = (name: string) =>
    treeRow(workbench.page, new RegExp(`^Session .* of Budget\\.xlsx.*, ${name}`));
  const toldExpired = () => notification(workbench.page, 'The access token has expired.');

  it('has a session of each account', async () => {
    const { page } = workbench;
    await createBudgetSession(page);
    await allowEndpoint(page);
    await allowSignIn(page);
    await opened();
    await paste(3600);
    await createBudgetSession(page);
    await opened();
    await sessionOf(ada).waitFor();
    await sessionOf(linus.upn).waitFor();
  });

  it('sees in the view that it has expired, and searches without an account', async () => {
    const { page } = workbench;
    await paste(25);
    await page
      .locator('.part.sidebar')
      .getByText('To close these sessions, sign in or use an access token.')
      .waitFor({ timeout: 60_000 });
    graph().reset();
    await runCommand(page, 'Workbook Sessions: Create Session…');
    const picker = await quickPick(page, 'Create Session');
    await picker.input.fill('Budget');
    await picker.row('The access token has expired.').waitFor();
    await screenshot(page, 'token-ended-search');
    await picker.cancel();
    assert.deepEqual(graph().requests, []);
  });

  it('is told by every command, and nothing is sent with the other account', async () => {
    const { page } = workbench;
    for (let n = 0; n < 2; n += 1) {
      await createBudgetSession(page);
      const message = await toldExpired();
      assert.match(message.text, /Copy a new one from Graph Explorer/);
      await screenshot(page, 'token-ended');
      await message.dismiss();
    }
    await contextMenu(sessionOf(linus.upn), 'Close Session');
    await agreeToFirstClose(page);
    await (await toldExpired()).dismiss();
    await sessionRow(page, {
      workbook: 'Budget.xlsx',
      mode: 'persistent',
      state: 'access token expired',
    }).waitFor();
    assert.deepEqual(graph().requests, []);
  });

  it('closes the session of the account that is signed in with that account’s token', async () => {
    const { microsoft } = workbench;
    await contextMenu(sessionOf(ada), 'Close Session');
    await sessionOf(ada).waitFor({ state: 'detached' });
    const [close, ...others] = requestsOf(graph(), 'closeSession');
    assert.deepEqual(others, []);
    assert.deepEqual(close?.headers['authorization'], [`Bearer ${microsoft.tokenOf(ada)}`]);
  });

  it('continues with the account after signing in, and the other session stays', async () => {
    const { page } = workbench;
    graph().reset();
    await createBudgetSession(page);
    await (await toldExpired()).press('Sign In');
    await (await quickPick(page, 'Which account do you want to use?')).choose(ada);
    await allowSignIn(page);
    await (await quickPick(page, 'Select an account')).choose(ada);
    await dismissNotification(page, `Workbook Sessions uses the account ${ada}.`);
    await createBudgetSession(page);
    await opened();
    await sessionOf(linus.upn).waitFor();
    for (const { headers } of graph().requests) {
      assert.match(headers['authorization']?.[0] ?? '', /^Bearer test-token\.ada@/);
    }
    assert.equal(requestsOf(graph(), 'createSession').length, 1);
  });
});
