import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import {
  allowSignIn,
  answerDialog,
  notification,
  openView,
  quickPick,
  quietMessage,
  runCommand,
  screenshot,
  useWorkbench,
  waitFor,
} from './support';
import { clientId } from './support/sandbox';

const adminLink = `https://login.microsoftonline.com/organizations/adminconsent?client_id=${clientId}`;

interface Failure {
  /** As Microsoft Entra words it. */
  readonly entra: string;
  readonly what: string;
  readonly cure: RegExp;
  readonly buttons: readonly string[];
  readonly press: string;
  readonly leadsTo: 'adminLink' | 'guide' | 'signIn' | 'clientIdSetting' | 'tenantSetting';
}

const failures: readonly Failure[] = [
  {
    entra: 'AADSTS65001: The user or administrator has not consented to use the application.',
    what: 'The app registration doesn’t have the permission that it requests.',
    cure: /accept the permission.*send an administrator the link/,
    buttons: ['Sign In', 'Copy Link for the Administrator'],
    press: 'Copy Link for the Administrator',
    leadsTo: 'adminLink',
  },
  {
    entra: 'AADSTS65002: Consent between first party application and first party resource.',
    what: 'one of Microsoft’s own applications',
    cure: /your own app registration/,
    buttons: ['Set Up Sign-In', 'Change the Client ID'],
    press: 'Change the Client ID',
    leadsTo: 'clientIdSetting',
  },
  {
    entra: 'AADSTS90094: The grant requires admin permission.',
    what: 'only an administrator grant this permission',
    cure: /Send the administrator the link/,
    buttons: ['Copy Link for the Administrator', 'Show Log'],
    press: 'Copy Link for the Administrator',
    leadsTo: 'adminLink',
  },
  {
    entra: "AADSTS50011: The redirect URI 'http://localhost:1234' does not match.",
    what: 'The redirect URI of this editor is missing from the app registration (AADSTS50011)',
    cure: /Add all the redirect URIs under Mobile and desktop applications/,
    buttons: ['Set Up Sign-In'],
    press: 'Set Up Sign-In',
    leadsTo: 'guide',
  },
  {
    entra: "AADSTS7000218: The request body must contain 'client_assertion' or 'client_secret'.",
    what: 'requires a secret, which an editor can’t keep (AADSTS7000218)',
    cure: /from Web to Mobile and desktop applications.*Allow public client flows to Yes/,
    buttons: ['Set Up Sign-In'],
    press: 'Set Up Sign-In',
    leadsTo: 'guide',
  },
  {
    entra: "AADSTS700016: Application with identifier 'x' was not found in the directory.",
    what: 'has no app registration with this client ID (AADSTS700016)',
    cure: /Check the client ID, tenant, and cloud/,
    buttons: ['Set Up Sign-In', 'Change the Client ID'],
    press: 'Set Up Sign-In',
    leadsTo: 'guide',
  },
  {
    entra: "AADSTS50020: User account 'x' does not exist in tenant 'y'.",
    what: 'isn’t in the tenant that you sign in to (AADSTS50020)',
    cure: /account of that tenant, or enter the account’s own tenant/,
    buttons: ['Sign In', 'Enter a Tenant'],
    press: 'Enter a Tenant',
    leadsTo: 'tenantSetting',
  },
  {
    entra: 'access_denied: AADSTS65004: User declined to consent to access the app.',
    what: 'was declined during sign-in',
    cure: /Sign in again and accept it/,
    buttons: ['Sign In'],
    press: 'Sign In',
    leadsTo: 'signIn',
  },
];

describe('A person whose sign-in fails', () => {
  const workbench = useWorkbench(() => ({
    testProvider: true,
    settings: { 'workbookSessions.auth.clientId': clientId },
  }));

  before(async () => {
    await openView(workbench.page);
  });

  const buttonsOf = async (message: Locator): Promise<string[]> => {
    await message.hover();
    return message.locator('.monaco-button:visible').allInnerTexts();
  };

  const clipboard = () => workbench.page.evaluate<string>('navigator.clipboard.readText()');

  const settingShown = (name: string): Promise<void> =>
    workbench.page.locator('.settings-editor').getByText(name).first().waitFor();

  /** What a button opens, and that it can be left. */
  const opened: Readonly<Record<Failure['leadsTo'], () => Promise<void>>> = {
    adminLink: async () => {
      await waitFor(async () => (await clipboard()) === adminLink);
    },
    guide: async () => {
      const { page } = workbench;
      const steps = await quickPick(page, 'Register the app as the guide shows');
      await page.getByRole('tab', { name: 'Preview App Registration.md' }).waitFor();
      await steps.choose('Copy the Redirect URIs');
      await waitFor(async () => (await clipboard()).includes(`BrokerPlugin/${clientId}\n`));
      await (await quickPick(page, 'Register the app')).cancel();
    },
    signIn: async () => {
      await answerDialog(workbench.page, 'wants to sign in using Microsoft', 'Cancel');
      await quietMessage(workbench.page, 'The sign-in was cancelled.');
    },
    clientIdSetting: () => settingShown('Client Id'),
    tenantSetting: () => settingShown('Tenant'),
  };

  for (const { entra, what, cure, buttons, press, leadsTo } of failures) {
    const [name = ''] = /AADSTS\d+/.exec(entra) ?? [];
    it(`is told how to fix ${name}, and the button leads there`, async () => {
      const { page, microsoft } = workbench;
      microsoft.refuseSignIn(entra);
      await runCommand(page, 'Workbook Sessions: Sign In');
      await allowSignIn(page);
      const message = await notification(page, what);
      assert.match(message.text, cure);
      assert.deepEqual(await buttonsOf(message.locator), buttons);
      await screenshot(page, `sign-in-${name}`);
      await message.press(press);
      await opened[leadsTo]();
    });
  }

  it('sees only a text in the status bar after refusing VS Code’s own question', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Sign In');
    await answerDialog(page, 'wants to sign in using Microsoft', 'Cancel');
    await quietMessage(page, 'The sign-in was cancelled.');
    await screenshot(page, 'sign-in-refused');
  });

  it('is offered the guide, without an error, after giving up a sign-in in the browser', async () => {
    const { page, microsoft } = workbench;
    microsoft.refuseSignIn('User cancelled');
    await runCommand(page, 'Workbook Sessions: Sign In');
    await allowSignIn(page);
    const message = await notification(page, 'The sign-in was cancelled.');
    assert.equal(await message.locator.locator('.codicon-info').count(), 1);
    assert.match(message.text, /choose Allow.*AADSTS50011.*Set Up Sign-In/);
    assert.deepEqual(await buttonsOf(message.locator), ['Sign In', 'Set Up Sign-In']);
    await screenshot(page, 'sign-in-given-up');
    await message.press('Sign In');
    await opened.signIn();
  });
});
