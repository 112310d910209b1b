import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { makeTemporaryFolder, removeTemporaryFolder } from '../host/temporaryFolder.mjs';
import { clientId, loginHost, startEntra, type Entra } from '../http/accounts/entra';
import { consent, enterDeviceCode, logIn, loginBrowserFlags } from '../http/accounts/loginBrowser';
import {
  agreeToFirstClose,
  allowEndpoint,
  answerDialog,
  contextMenu,
  dialog,
  notification,
  openView,
  quickPick,
  quietMessage,
  runCommand,
  screenshot,
  sessionRow,
  startWorkbench,
  type Workbench,
  type WorkbenchOptions,
} from './support';
import { createBudgetSession } from './support/budgetSession';
import { startLoginProxy, type LoginProxy } from './support/loginProxy';
import { requestsOf, useSandbox } from './support/sandbox';

const ada = 'ada@contoso.example';
const grace = 'grace@contoso.example';

describe('A person whose editor has no Microsoft sign-in', () => {
  const running: { entra?: Entra; proxy?: LoginProxy; folder?: string; workbench?: Workbench } = {};
  const graph = useSandbox({
    auth: (token) => running.entra?.accessTokens.has(token) === true,
  });

  before(async () => {
    running.entra = await startEntra();
    running.proxy = await startLoginProxy(loginHost, running.entra.port);
    running.folder = makeTemporaryFolder('entra');
    writeFileSync(path.join(running.folder, 'entra.pem'), running.entra.certificate);
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'passed') {
      await running.workbench?.close();
    }
  });

  after(async () => {
    await running.proxy?.close();
    await running.entra?.close();
    removeTemporaryFolder(running.folder ?? '');
  });

  /** The product as it is: only the way to the login host leads to the stand-in. */
  const start = async (options: WorkbenchOptions): Promise<Workbench> => {
    const { entra, proxy, folder } = running;
    assert.ok(entra && proxy && folder);
    running.workbench = await startWorkbench({
      ...options,
      withoutProvider: true,
      browserFlags: loginBrowserFlags(entra.port),
      env: { NODE_EXTRA_CA_CERTS: path.join(folder, 'entra.pem') },
      settings: {
        'http.proxy': proxy.url,
        'workbookSessions.auth.clientId': clientId,
        'workbookSessions.graph.endpoint': graph().endpoint,
        ...options.settings,
      },
    });
    return running.workbench;
  };

  const startCreating = async (page: Page): Promise<void> => {
    await createBudgetSession(page);
  };

  /** The page that VS Code opens in the browser, once it was told that it may. */
  const openedPage = async ({ page, context }: Workbench): Promise<Page> => {
    const opened = context.waitForEvent('page');
    await answerDialog(page, loginHost, 'Open');
    return opened;
  };

  it('signs in with a code, works, signs out, and signs in with the browser', async () => {
    const workbench = await start({});
    const { page } = workbench;
    await openView(page);
    await startCreating(page);
    await allowEndpoint(page);
    const message = await notification(page, 'This editor has no Microsoft sign-in.');
    await screenshot(page, 'no-provider');
    await message.press('Sign In Another Way');
    await (await quickPick(page, 'How do you want to sign in?')).cancel();
    await quietMessage(page, 'The sign-in was cancelled.');
    assert.doesNotMatch(readFileSync(workbench.userSettingsPath, 'utf8'), /auth\.method/);
    await startCreating(page);
    await (
      await notification(page, 'This editor has no Microsoft sign-in.')
    ).press('Sign In Another Way');

    const ways = await quickPick(page, 'How do you want to sign in?');
    assert.match(await ways.rows.first().innerText(), /Sign In with a Code/);
    await screenshot(page, 'ways-to-sign-in');
    await ways.choose('Sign In with a Code');
    const code = await dialog(page, 'Your code is');
    await screenshot(page, 'device-code');
    const [userCode = ''] = /[A-Z]{4}-[A-Z]{4}/.exec(code.message) ?? [];
    await code.press('Copy Code and Open Page');
    const codePage = await openedPage(workbench);
    await screenshot(page, 'waiting-for-code');
    await enterDeviceCode(codePage, userCode);
    await logIn(codePage, ada);
    await consent(codePage);
    await codePage.getByText('Sign-in Success').waitFor();
    await codePage.close();
    await notification(page, `Workbook Sessions uses the account ${ada}.`);
    await screenshot(page, 'signed-in-with-code');

    await startCreating(page);
    await notification(page, 'Opened a persistent session of “Budget.xlsx”.');
    const row = sessionRow(page, {
      workbook: 'Budget.xlsx',
      mode: 'persistent',
      state: 'about 5 min',
    });
    await contextMenu(row, 'Close Session');
    await agreeToFirstClose(page);
    await row.waitFor({ state: 'detached' });
    assert.equal(requestsOf(graph(), 'createSession').length, 1);
    assert.equal(requestsOf(graph(), 'closeSession').length, 1);
    assert.match(
      readFileSync(workbench.userSettingsPath, 'utf8'),
      /"workbookSessions.auth.method": "msal"/,
    );

    await runCommand(page, 'Workbook Sessions: Sign Out');
    await notification(page, `Signed out: ${ada}.`);
    await runCommand(page, 'Workbook Sessions: Sign In');
    await (await quickPick(page, 'How do you want to sign in?')).choose('Sign In with the Browser');
    const loginPage = await openedPage(workbench);
    await logIn(loginPage, grace);
    await consent(loginPage);
    await loginPage.getByText('You’re signed in.').waitFor();
    await screenshot(loginPage, 'signed-in-page');
    await loginPage.close();
    await notification(page, `Workbook Sessions uses the account ${grace}.`);
    await screenshot(page, 'signed-in-with-browser');
    assert.deepEqual(new Set(running.proxy?.wanted), new Set([`${loginHost}:443`]));
  });

  it('can cancel, and reads all of it in Portuguese', async () => {
    const { page } = await start({
      language: 'pt-br',
      settings: {
        'workbookSessions.auth.method': 'msal',
        'workbookSessions.graph.endpoint': '',
      },
    });
    await runCommand(page, 'Sessões Excel: Entrar');
    const ways = await quickPick(page, 'Como você quer entrar?');
    await screenshot(page, 'pt-br-formas-de-entrar');
    await ways.choose('Entrar com um Código');
    const code = await dialog(page, 'Seu código é');
    await screenshot(page, 'pt-br-codigo');
    await code.press('Copiar o Código e Abrir a Página');
    await answerDialog(page, loginHost, 'Cancel');
    await (await notification(page, 'Aguardando a entrada com um código')).press('Cancel');
    await notification(page, 'A entrada na conta foi cancelada.');
    await screenshot(page, 'pt-br-entrada-cancelada');
  });
});
