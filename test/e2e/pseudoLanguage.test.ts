import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { makeTemporaryFolder, removeTemporaryFolder } from '../host/temporaryFolder.mjs';
import { newSessionId } from '../../src/sandbox/workbookSessions';
import {
  contextMenu,
  dialog,
  inputBox,
  isFulfilled,
  menuOf,
  notification,
  openView,
  quickPick,
  resizeWindow,
  runCommand,
  screenshot,
  statusItem,
  treeRow,
  useWorkbench,
  viewMenu,
  waitFor,
} from './support';
import { assertPseudo, pseudo, pseudoExtension, pseudoLanguage } from './support/pseudoLanguage';
import { useSandbox } from './support/sandbox';

/** What no translator changes. */
const ofNoLanguage = [
  String.raw`(?:Orçamento 2026|Sales report Q3|Budget|Team plan)\.xlsx`,
  String.raw`[\da-f]{8}`, // a short ID
  String.raw`(?:[A-Z][a-z]{2} \d{1,2}, \d{4}, )?\d+(?::\d\d)+\s[AP]M\b`, // a time
  String.raw`contoso(?:-my)?\.sharepoint\.example/\w+/\w+(?: › (?:Reports|General))?`, // a place
  String.raw`http://127\.0\.0\.1:\d+`,
  ...['curl', 'REST Client', 'JavaScript', 'Python', 'C#', 'PowerShell', 'Markdown', 'CSV', 'JSON'],
];
/** What VS Code itself says among our texts. It stays English without a language pack. */
const ofVsCode = [
  '^Welcome$',
  '^Actions for ',
  String.raw`\(Del\)$`,
  String.raw`^(?:(?:Control|Shift|Alt)\+)+\w( \w)?$`,
  '^Cancel$',
  '^Collapse All$',
];
/** What the guide to an app registration has to say in these words. */
const ofGuide = [
  String.raw`Files\.ReadWrite(?:\.All)?`,
  String.raw`[\w-]+:\/\/\S+`,
  String.raw`AADSTS\d+`,
  String.raw`\baz\b`,
];
const allowed = new RegExp([...ofNoLanguage, ...ofVsCode, ...ofGuide].join('|'), 'g');

const isPseudo = (elements: Locator) => assertPseudo(elements, allowed);

describe('A translator who reads the extension in a pseudo language', () => {
  const folder = makeTemporaryFolder('pseudo-workspace');
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => ({
    language: pseudoLanguage,
    extension: 'none',
    moreExtensions: [pseudoExtension()],
    settings: { 'workbookSessions.sandbox.endpoint': sandbox().endpoint },
    workspaceFolder: folder,
  }));

  before(() => {
    writeFileSync(
      path.join(folder, 'calls.http'),
      `GET ${sandbox().endpoint}/v1.0/me/drive\nworkbook-session-id: ${newSessionId()}\n`,
    );
  });

  after(() => {
    removeTemporaryFolder(folder);
  });

  const category = pseudo('Workbook Sessions');
  const run = (command: string) => runCommand(workbench.page, `${category}: ${pseudo(command)}`);
  const sessions = () => treeRow(workbench.page, new RegExp(`^${pseudo('Session ')}`));
  const menu = () => workbench.page.locator('.monaco-menu .action-menu-item .action-label');

  /** Reads a picker or an input box, and leaves it. */
  const readPicker = async (command: string, shown: string) => {
    const { page } = workbench;
    await run(command);
    const picker = await quickPick(page, pseudo(shown));
    await picker.idle();
    await isPseudo(pickerParts());
    await picker.cancel();
    await picker.input.waitFor({ state: 'hidden' });
  };
  const pickerParts = () => {
    const parts = ['.quick-input-title', '.quick-input-message', 'input.input', '.monaco-list-row'];
    return workbench.page.locator(
      parts.map((part) => `.quick-input-widget:visible ${part}:visible`).join(),
    );
  };

  before(() => resizeWindow(workbench.page, { width: 1500, height: 850 }));

  it('finds no English in the view before the first session', async () => {
    const { page } = workbench;
    await openView(page, category);
    await page.locator('.part.sidebar').getByText(pseudo('Open the walkthrough')).waitFor();
    await screenshot(page, 'pseudo-welcome');
    await isPseudo(page.locator('.part.sidebar .welcome-view-content'));
    await isPseudo(page.locator('.part.sidebar .title-label'));
  });

  it('finds no English in the walkthrough', async () => {
    const { page } = workbench;
    await page.locator('.part.sidebar').getByText(pseudo('Open the walkthrough')).click();
    const walkthrough = page.locator('.gettingStartedSlideDetails');
    await walkthrough.getByRole('heading', { name: pseudo('Set up sign-in'), exact: true }).click();
    const media = page
      .frameLocator('iframe.webview.ready')
      .frameLocator('iframe#active-frame')
      .locator('h2, p, li, th, td');
    await media.filter({ hasText: pseudo('Why an app registration?') }).waitFor();
    await isPseudo(media);
    await screenshot(page, 'pseudo-walkthrough');
    await isPseudo(walkthrough.locator('.category-title, .category-description'));
    await isPseudo(walkthrough.locator('.step-title, .step-description-container'));
  });

  it('finds no English in the guide to an app registration', async () => {
    const { page } = workbench;
    await run('Set Up Sign-In…');
    const first = await quickPick(page, pseudo('How do you want to reach your workbooks?'));
    await isPseudo(pickerParts());
    await first.accept();
    const second = await quickPick(page, pseudo('Whose accounts will sign in with the app?'));
    await isPseudo(pickerParts());
    await second.accept();
    const third = await quickPick(page, pseudo('Register the app as the guide shows'));
    await isPseudo(pickerParts());
    await screenshot(page, 'pseudo-guide');
    await third.cancel();
  });

  it('finds no English in the rows, the status bar, and their tooltips', async () => {
    const { page } = workbench;
    await run('Start Sandbox');
    await isPseudo(
      (await notification(page, pseudo(' sample sessions. '))).locator.locator(
        '.notification-list-item-message',
      ),
    );
    await waitFor(async () => (await sessions().count()) === 4, { what: 'the sample sessions' });
    await sessions().first().and(page.locator('.focused')).waitFor();
    await isPseudo(page.locator('.part.sidebar [role=treeitem]'));
    await isPseudo(statusItem(page));
    for (const place of [sessions().first(), statusItem(page)]) {
      const tooltip = page
        .locator('.monaco-hover:visible')
        .filter({ hasText: /\.xlsx/ })
        .first();
      // A row that is drawn again shows no tooltip until the pointer comes to it anew.
      await waitFor(
        async () => {
          await page.mouse.move(800, 300);
          await place.hover();
          return isFulfilled(tooltip.waitFor({ timeout: 5000 }));
        },
        { timeoutMs: 30_000, what: 'a tooltip' },
      );
      await isPseudo(tooltip);
    }
  });

  it('finds no English in the menus', async () => {
    const { page } = workbench;
    for (const row of [sessions().first(), treeRow(page, pseudo('Workbook ')).first()]) {
      await menuOf(row);
      await isPseudo(menu());
      await page.keyboard.press('Escape');
    }
    await viewMenu(page);
    await isPseudo(menu());
    await page.keyboard.press('Escape');
    await menu().first().waitFor({ state: 'detached' });
    await page.keyboard.press('F1');
    const palette = page.locator('.quick-input-widget:visible');
    await palette.locator('input.input').fill(`>${category}: `);
    await isPseudo(
      palette.locator('.monaco-list-row .quick-input-list-row:first-child .label-name'),
    );
    await page.keyboard.press('Escape');
  });

  it('finds no English in the pickers', async () => {
    await readPicker('Show Sessions…', 'Choose a session to see its commands');
    await readPicker('Create Session…', 'Type to search, or paste a link, an address or IDs');
    await readPicker('Add Existing Session…', 'Paste an address, a session ID or a request');
    await readPicker('Group Sessions By…', 'Group Sessions By');
    await readPicker('Sort Sessions By…', 'Sort Sessions By');
    await readPicker('Copy List…', 'Copy List');
    await readPicker('Close Sessions: Of Workbook…', 'Choose a workbook');
  });

  it('finds no English in a field and in why it refuses a value', async () => {
    const { page } = workbench;
    await run('Use an Access Token…');
    const field = await inputBox(page, pseudo('Paste an access token for Microsoft Graph'));
    await field.submit('?');
    await page.getByText(pseudo('This isn’t an access token.')).waitFor();
    await isPseudo(pickerParts());
    await field.cancel();
  });

  it('finds no English in a question, an error message, and a row that it changed', async () => {
    const { page } = workbench;
    sandbox().fault({ kind: 'error', error: 'resourceLocked', action: 'closeSession' });
    await contextMenu(sessions().first(), pseudo('Keep Session Alive'));
    // A letter of the pseudo language is none of JavaScript's word characters.
    await contextMenu(sessions().first(), new RegExp(`^${pseudo('Close Session')}(?!\\p{L})`, 'u'));
    const question = await dialog(page);
    await isPseudo(
      page.locator(
        ['.dialog-message-text', '.dialog-message-detail', '.monaco-button']
          .map((part) => `.monaco-dialog-box ${part}:visible`)
          .join(),
      ),
    );
    await question.press(pseudo('Close Session'));
    const message = await notification(page, pseudo('was not closed.'));
    await screenshot(page, 'pseudo-message');
    await isPseudo(
      message.locator.locator('.notification-list-item-message, .monaco-text-button:visible'),
    );
    await isPseudo(page.locator('.part.sidebar [role=treeitem]'));
    await isPseudo(statusItem(page));
  });

  it('finds no English above a session ID in the editor', async () => {
    const { page } = workbench;
    await page.keyboard.press('Control+P');
    const picker = await quickPick(page, 'Search files by name');
    await picker.input.fill('calls.http');
    await picker.choose('calls.http');
    await isPseudo(page.locator('.codelens-decoration'));
    await screenshot(page, 'pseudo-lens');
  });

  it('finds no English in the name of the log', async () => {
    const { page } = workbench;
    await run('Show Log');
    const names = page.locator('.part.panel option', { hasText: category });
    await names.first().waitFor({ state: 'attached' });
    await screenshot(page, 'pseudo-log');
  });
});
