import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
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
  resizeWindow,
  runCommand,
  screenshot,
  sessionRow,
  useWorkbench,
  waitFor,
} from './support';
import { clientId, requestsOf, useGraph } from './support/sandbox';

const tenant = '99999999-2222-4333-8444-555555555555';
const vsCodeAppId = 'aebc6443-996d-45c2-90f0-388ff96faa56';

describe('A newcomer without an app registration', () => {
  const graph = useGraph();
  const workbench = useWorkbench(() => ({ testProvider: true }));

  before(async () => {
    await resizeWindow(workbench.page, { width: 1500, height: 850 });
  });

  const settings = () =>
    JSON.parse(readFileSync(workbench.userSettingsPath, 'utf8')) as Record<string, unknown>;
  const clipboard = () => workbench.page.evaluate<string>('navigator.clipboard.readText()');

  it('sees in the view how to start, and the walkthrough', async () => {
    const { page } = workbench;
    await openView(page);
    const sidebar = page.locator('.part.sidebar');
    await sidebar.getByRole('button', { name: 'Set Up Sign-In' }).waitFor();
    await screenshot(page, 'set-up-welcome');
    await sidebar.getByText('Open the walkthrough').click();
    const walkthrough = page.locator('.gettingStartedContainer');
    await walkthrough.getByText('Close your first workbook session').first().waitFor();
    for (const title of [
      'Try it without an account',
      'Set up sign-in',
      'Sign in',
      'Create a session',
      'See its time and close it',
    ]) {
      await walkthrough.getByRole('heading', { name: title, exact: true }).waitFor();
    }
    await screenshot(page, 'walkthrough');
    await walkthrough.getByRole('heading', { name: 'See its time and close it' }).click();
    await walkthrough.getByRole('button', { name: 'Show Sessions' }).waitFor();
    await screenshot(page, 'walkthrough-close');
  });

  it('sees the ways to sign in, and leaves without losing anything', async () => {
    const { page } = workbench;
    await page.locator('.part.sidebar').getByRole('button', { name: 'Set Up Sign-In' }).click();
    const ways = await quickPick(page, 'How do you want to reach your workbooks?');
    await ways.row('An access token from Graph Explorer').waitFor();
    await screenshot(page, 'set-up-ways');
    await ways.accept();
    await quickPick(page, 'Whose accounts will sign in');
    // VS Code's key for Back on Linux.
    await page.keyboard.press('Control+Alt+Minus');
    await (await quickPick(page, 'How do you want to reach your workbooks?')).cancel();
    await ways.input.waitFor({ state: 'detached' });
  });

  it('reads the guide and copies its values', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Set Up Sign-In…');
    await (await quickPick(page, 'How do you want')).accept();
    const accounts = await quickPick(page, 'Whose accounts will sign in');
    await screenshot(page, 'set-up-accounts');
    await accounts.choose('My organization only');
    const steps = await quickPick(page, 'Register the app as the guide shows');
    const guide = page
      .frameLocator('iframe.webview.ready')
      .frameLocator('iframe#active-frame')
      .locator('body');
    await guide.getByText('An app registration for Workbook Sessions').waitFor();
    assert.match(await guide.innerText(), /msauth\.com\.microsoft\.VSCode\.helper:\/\/auth/);
    await screenshot(page, 'set-up-guide');

    await steps.choose('Open the Entra Admin Center');
    const question = await dialog(page, 'https://entra.microsoft.com/#view/');
    assert.match(question.message + question.detail, /CreateApplicationBlade/);
    await question.press('Cancel');

    await (await quickPick(page, 'Register the app')).choose('Copy the az Commands for Bash');
    await page.locator('.quick-input-widget').getByText('Copied. First run az login').waitFor();
    await screenshot(page, 'set-up-copied');
    assert.match(
      await clipboard(),
      /^APP_ID=\$\(az ad app create .*--sign-in-audience AzureADMyOrg/,
    );
    await (await quickPick(page, 'Register the app')).choose('Copy Settings for the Administrator');
    await waitFor(async () => (await clipboard()).includes('Please send me the application'));
    await (await quickPick(page, 'Register the app')).choose('Copy the Redirect URIs');
    await waitFor(async () => (await clipboard()).startsWith('http://localhost\n'));
  });

  it('can leave, and finds the typed values after coming back', async () => {
    const { page } = workbench;
    await (await quickPick(page, 'Register the app')).choose('Enter the Client ID');
    const box = await inputBox(page, 'Paste the application (client) ID');
    await box.input.fill('11111111-2222');
    await box.message.getByText('A client ID looks like').waitFor();
    await box.cancel();
    await box.input.waitFor({ state: 'detached' });
    await toClientId();
    const again = await inputBox(page, 'A client ID looks like');
    assert.equal(await again.input.inputValue(), '11111111-2222');
  });

  const toClientId = async (): Promise<void> => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Set Up Sign-In…');
    await (await quickPick(page, 'How do you want')).accept();
    await (await quickPick(page, 'Whose accounts')).accept();
    await (await quickPick(page, 'Register the app')).choose('Enter the Client ID');
  };

  it('is told why a client ID is not accepted', async () => {
    const { page } = workbench;
    const box = await inputBox(page, 'Set Up Sign-In (3/4)');
    await box.submit(vsCodeAppId);
    await box.message.getByText('That’s VS Code’s own application').waitFor();
    await screenshot(page, 'set-up-refused');
    await box.input.fill('00000000-0000-0000-0000-000000000000');
    await box.message.getByText('That’s the empty GUID').waitFor();
    assert.equal(settings()['workbookSessions.auth.clientId'], undefined);
  });

  it('is not told that everything is set up when the sign-in is refused, even with a token in use', async () => {
    const { page, microsoft } = workbench;
    await (await inputBox(page, 'Set Up Sign-In (3/4)')).cancel();
    await runCommand(page, 'Workbook Sessions: Use an Access Token…');
    await (await inputBox(page, 'Paste an access token')).submit('opaque-token-of-a-story');
    await dismissNotification(page, 'Using an access token in this window.');
    microsoft.refuseSignIn();
    await toClientId();
    await (await inputBox(page, 'Set Up Sign-In (3/4)')).submit(clientId);
    await (await inputBox(page, 'Paste the directory (tenant) ID')).submit(tenant);
    await allowSignIn(page);
    await dismissNotification(page, 'The sign-in was cancelled.');
    microsoft.refuseSignIn('');
    await runCommand(page, 'Workbook Sessions: Sign Out');
    await dismissNotification(page, 'The access token is forgotten.');
    assert.equal(await page.getByText('Sign-in is set up.').count(), 0);
    await toClientId();
  });

  it('enters both IDs, signs in and is offered a first session', async () => {
    const { page } = workbench;
    const endpoint = { 'workbookSessions.graph.endpoint': graph().endpoint };
    writeFileSync(workbench.userSettingsPath, JSON.stringify({ ...settings(), ...endpoint }));
    await (await inputBox(page, 'Set Up Sign-In (3/4)')).submit(` {${clientId}} `);
    const box = await inputBox(page, 'Paste the directory (tenant) ID');
    assert.equal(settings()['workbookSessions.auth.clientId'], clientId);
    await box.submit(clientId);
    await box.message.getByText('That’s the client ID').waitFor();
    await screenshot(page, 'set-up-tenant');
    await box.submit(tenant);
    await allowEndpoint(page);
    await allowSignIn(page);
    await notification(page, 'Workbook Sessions uses the account ada@contoso.example.');
    const done = await notification(page, 'Sign-in is set up.');
    await screenshot(page, 'set-up-done');
    assert.equal(settings()['workbookSessions.auth.tenant'], tenant);
    assert.deepEqual(
      workbench.microsoft.calls().find(({ method }) => method === 'createSession')?.scopes,
      ['Files.ReadWrite', `VSCODE_CLIENT_ID:${clientId}`, `VSCODE_TENANT:${tenant}`],
    );
    await done.press('Create Session');
  });

  it('creates a session and closes it', async () => {
    const { page } = workbench;
    const address = 'https://graph.microsoft.com/v1.0/me/drive/root:/Budget.xlsx:';
    await (await quickPick(page, 'Create Session')).submit(address);
    await (await quickPick(page, 'What happens to changes')).choose('Persistent');
    const row = sessionRow(page, {
      workbook: 'Budget.xlsx',
      mode: 'persistent',
      state: 'about 5 min',
    });
    await contextMenu(row, 'Close Session');
    await agreeToFirstClose(page);
    await notification(page, 'Closed 1 session of “Budget.xlsx”.');
    assert.equal(requestsOf(graph(), 'closeSession').length, 1);
  });
});

describe('Quem é novo e usa o VS Code em português', () => {
  const workbench = useWorkbench(() => ({ language: 'pt-br', testProvider: true }));

  before(async () => {
    await resizeWindow(workbench.page, { width: 1500, height: 850 });
  });

  it('lê o passo a passo e o guia em português', async () => {
    const { page } = workbench;
    await openView(page, 'Sessões Excel');
    await page
      .locator('.part.sidebar')
      .getByText('Abra o passo a passo')
      .click({ timeout: 60_000 });
    const walkthrough = page.locator('.gettingStartedContainer');
    await walkthrough.getByRole('button', { name: 'Iniciar Sandbox', exact: true }).waitFor();
    await screenshot(page, 'pt-br-primeiro-passo');
    await walkthrough.getByRole('heading', { name: 'Configurar a entrada', exact: true }).click();
    await page
      .frameLocator('iframe.webview.ready')
      .frameLocator('iframe#active-frame')
      .getByText('Por que um registro de aplicativo?')
      .waitFor();
    await screenshot(page, 'pt-br-passo-a-passo');
    await walkthrough.getByRole('button', { name: 'Configurar a Entrada', exact: true }).click();
    await (await quickPick(page, 'Como você quer acessar suas pastas de trabalho?')).accept();
    await (await quickPick(page, 'Quais contas vão entrar')).accept();
    await quickPick(page, 'Registre o aplicativo como o guia mostra');
    await page.getByRole('tab', { name: /Registro de Aplicativo/ }).waitFor();
    await page
      .frameLocator('iframe.webview.ready')
      .frameLocator('iframe#active-frame')
      .getByText('Um registro de aplicativo para o Workbook Sessions')
      .waitFor();
    await screenshot(page, 'pt-br-guia');
  });
});
