import assert from 'node:assert/strict';
import {
  agreeToFirstClose,
  allowEndpoint,
  allowSignIn,
  answerDialog,
  contextMenu,
  dialog,
  dismissNotification,
  notification,
  openView,
  quickPick,
  quietMessage,
  runCommand,
  screenshot,
  sessionRow,
  treeRow,
  useWorkbench,
  viewMenu,
} from './support';
import { createBudgetSession } from './support/budgetSession';
import { clientId, requestsOf, useGraph, useSandbox, withSignIn } from './support/sandbox';

describe("A person who signs in with VS Code's Microsoft provider", () => {
  const graph = useGraph();
  const workbench = useWorkbench(() => withSignIn(graph()));

  const startCreating = async (): Promise<void> => {
    const { page } = workbench;
    await createBudgetSession(page);
  };

  it('sends nothing when the local endpoint is not confirmed', async () => {
    await openView(workbench.page);
    await startCreating();
    const question = await dialog(workbench.page, 'Send your access token to');
    await screenshot(workbench.page, 'endpoint-question');
    await question.press('Cancel');
    await quietMessage(workbench.page, 'No session of “Budget.xlsx” was created.');
    assert.deepEqual(graph().requests, []);
  });

  it('is told so quietly, and loses nothing, when the sign-in is refused', async () => {
    await startCreating();
    await allowEndpoint(workbench.page);
    await answerDialog(workbench.page, 'wants to sign in using Microsoft', 'Cancel');
    await quietMessage(workbench.page, 'No session of “Budget.xlsx” was created.');
    await screenshot(workbench.page, 'consent-refused');
    assert.deepEqual(graph().requests, []);
  });

  it("creates a session with the provider's token after Allow", async () => {
    const { page } = workbench;
    await startCreating();
    const consent = await dialog(page, 'wants to sign in using Microsoft');
    await screenshot(page, 'consent');
    await consent.press('Allow');
    await notification(page, 'Opened a persistent session of “Budget.xlsx”.');
    await sessionRow(page, {
      workbook: 'Budget.xlsx',
      mode: 'persistent',
      state: 'about 5 min',
    }).waitFor();
    const [create] = requestsOf(graph(), 'createSession');
    const [session] = workbench.microsoft.sessions();
    assert.deepEqual(create?.headers['authorization'], [`Bearer ${session?.accessToken}`]);
    assert.deepEqual(
      workbench.microsoft.calls().find(({ method }) => method === 'createSession')?.scopes,
      ['Files.ReadWrite', `VSCODE_CLIENT_ID:${clientId}`, 'VSCODE_TENANT:organizations'],
    );
  });

  it('keeps the session when the account has signed out, and closes it after signing in', async () => {
    const { page, microsoft } = workbench;
    graph().reset();
    microsoft.signOut();
    const row = treeRow(page, /Session .* of Budget\.xlsx/);
    await contextMenu(row, 'Close Session');
    await agreeToFirstClose(page);
    await notification(page, 'The session of “Budget.xlsx” was not closed.');
    await sessionRow(page, {
      workbook: 'Budget.xlsx',
      state: 'sign in to close',
      account: 'ada@contoso.example',
    }).waitFor();
    await screenshot(page, 'account-unavailable');
    assert.deepEqual(graph().requests, []);

    await runCommand(page, 'Workbook Sessions: Sign In');
    await allowSignIn(page);
    await notification(page, 'Workbook Sessions uses the account ada@contoso.example.');
    await contextMenu(row, 'Close Session');
    await row.waitFor({ state: 'detached' });
    const [close, ...others] = requestsOf(graph(), 'closeSession');
    const [session] = microsoft.sessions();
    assert.deepEqual(others, []);
    assert.deepEqual(close?.headers['authorization'], [`Bearer ${session?.accessToken}`]);
  });

  it('can change to another account, which is used from then on', async () => {
    const { page, microsoft } = workbench;
    graph().reset();
    microsoft.signInAs('grace@contoso.example');
    const menu = await viewMenu(page);
    assert.deepEqual(
      menu.filter((label) => /Sign (In|Out)$|Account/.test(label)),
      ['Switch Account…', 'Sign Out'],
    );
    await page.keyboard.press('Escape');
    await runCommand(page, 'Workbook Sessions: Switch Account…');
    const accounts = await quickPick(page, 'Which account do you want to use?');
    await screenshot(page, 'choose-account');
    await accounts.choose('Use Another Account…');
    await allowSignIn(page);
    await notification(page, 'Workbook Sessions uses the account grace@contoso.example.');
    await startCreating();
    await notification(page, 'Opened a persistent session of “Budget.xlsx”.');
    const [create] = requestsOf(graph(), 'createSession');
    assert.match(
      create?.headers['authorization']?.[0] ?? '',
      /test-token\.grace@contoso\.example\./,
    );
  });
});

describe('A person who cancels a sign-in', () => {
  // A token that cannot be read is taken as it is.
  const pastedToken = 'opaque-token-of-a-story';
  const graph = useSandbox({
    auth: (token) => token === pastedToken || token.startsWith('test-token.'),
  });
  const workbench = useWorkbench(() => withSignIn(graph()));

  before(async () => {
    await openView(workbench.page);
    await createBudgetSession(workbench.page);
    await allowEndpoint(workbench.page);
    await allowSignIn(workbench.page);
    await notification(workbench.page, 'Opened a persistent session of “Budget.xlsx”.');
  });

  const cancelSignIn = async (command: 'Sign In' | 'Switch Account…'): Promise<void> => {
    const { page } = workbench;
    await runCommand(page, `Workbook Sessions: ${command}`);
    await (await quickPick(page, 'Which account do you want to use?')).cancel();
    await quietMessage(page, 'The sign-in was cancelled.');
  };

  it('is signed out as before', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Sign Out');
    await dismissNotification(page, 'Workbook Sessions no longer uses your account.');
    graph().reset();
    await cancelSignIn('Sign In');
    await createBudgetSession(page);
    await dismissNotification(page, 'You aren’t signed in.');
    await page.locator('.part.sidebar').getByText('sign in or use').waitFor();
    assert.deepEqual(graph().requests, []);
  });

  it('keeps the pasted token, also after a failed sign-in', async () => {
    const { page, microsoft } = workbench;
    await runCommand(page, 'Workbook Sessions: Use an Access Token…');
    await (await quickPick(page, 'Paste an access token')).submit(pastedToken);
    await dismissNotification(page, 'Using an access token in this window.');
    await cancelSignIn('Switch Account…');
    microsoft.refuseSignIn();
    await runCommand(page, 'Workbook Sessions: Switch Account…');
    await (
      await quickPick(page, 'Which account do you want to use?')
    ).choose('Use Another Account…');
    await allowSignIn(page);
    await dismissNotification(page, 'The sign-in was cancelled.');
    microsoft.refuseSignIn('');
    graph().reset();
    await createBudgetSession(page);
    await dismissNotification(page, 'Opened a persistent session of “Budget.xlsx”.');
    assert.notEqual(graph().requests.length, 0);
    for (const { headers } of graph().requests) {
      assert.deepEqual(headers['authorization'], [`Bearer ${pastedToken}`]);
    }
  });

  it('gives the pasted token up once they have signed in', async () => {
    const { page, microsoft } = workbench;
    microsoft.signInAs('grace@contoso.example');
    await runCommand(page, 'Workbook Sessions: Switch Account…');
    await (
      await quickPick(page, 'Which account do you want to use?')
    ).choose('Use Another Account…');
    await allowSignIn(page);
    await dismissNotification(page, 'uses the account grace@contoso.example');
    graph().reset();
    await createBudgetSession(page);
    await dismissNotification(page, 'Opened a persistent session of “Budget.xlsx”.');
    for (const { headers } of graph().requests) {
      assert.match(headers['authorization']?.[0] ?? '', /^Bearer test-token\.grace@/);
    }
  });
});
