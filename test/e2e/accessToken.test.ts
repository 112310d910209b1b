import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import {
  contextMenu,
  dialog,
  inputBox,
  notification,
  openView,
  runCommand,
  screenshot,
  startWorkbench,
  treeRow,
  waitFor,
  type Workbench,
} from './support';
import { createBudgetSession } from './support/budgetSession';
import { browserStateOf, dataFolderOf, filesOf, spellings } from './support/leaks';
import { requestsOf, useSandbox } from './support/sandbox';

const graphAudience = 'https://graph.microsoft.com';
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

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
  const graph = useSandbox({ acceptTokens: (value) => value === token });
  let workbench: Workbench;

  before(async () => {
    workbench = await startWorkbench({
      settings: { 'workbookSessions.graph.endpoint': graph().endpoint },
    });
    await openView(workbench.page);
  });

  after(() => workbench.close());

  const expectTokenOnTheWire = () => {
    assert.notEqual(graph().requests.length, 0);
    for (const { headers } of graph().requests) {
      assert.deepEqual(headers['authorization'], [`Bearer ${token}`]);
    }
  };

  it('is told in the box why a token is of no use', async () => {
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
      [expired, 'The access token has expired.'],
      [foreign, 'The access token is not meant for this Microsoft Graph.'],
      ['not a token', 'This is not an access token.'],
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

  it('sees whose token it is and when it ends', async () => {
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

  it('creates a session with it, after being asked whether it may go there', async () => {
    const { page } = workbench;
    await createBudgetSession(page);
    const question = await dialog(page, `Send your access token to ${graph().endpoint}?`);
    assert.deepEqual(graph().requests, []);
    await screenshot(page, 'token-endpoint-question');
    await question.press('Send It There');
    await (await notification(page, 'Opened a persistent session of “Budget.xlsx”.')).dismiss();
    await treeRow(page, /Session .* of Budget\.xlsx, about 5 min left, persistent/).waitFor();
    assert.equal(requestsOf(graph(), 'createSession').length, 1);
    expectTokenOnTheWire();
  });

  it('leaves the token nowhere, and the session id in its record alone', async () => {
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

  it('closes the session with it, without being asked again', async () => {
    const { page } = workbench;
    graph().reset();
    const row = treeRow(page, /Session .* of Budget\.xlsx/);
    await contextMenu(row, 'Close Session');
    await row.waitFor({ state: 'detached' });
    assert.equal(requestsOf(graph(), 'closeSession').length, 1);
    assert.deepEqual(graph().openSessions, []);
    expectTokenOnTheWire();
    assert.deepEqual(readdirSync(path.join(workbench.globalStoragePath, 'sessions')), []);
  });

  it('forgets the token by signing out', async () => {
    const { page } = workbench;
    graph().reset();
    await runCommand(page, 'Workbook Sessions: Sign Out');
    await (await notification(page, 'The access token is forgotten.')).dismiss();
    await page
      .locator('.part.sidebar')
      .getByText('To open one, set up sign-in or use an access token.')
      .waitFor();
    assert.deepEqual(graph().requests, []);
  });
});
