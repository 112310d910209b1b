// The pictures of the README, from a real VS Code: `npm run screenshots`. Each is made with a light and a dark
// theme in out/screenshots, and copied into media with the theme that the README shows.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { startSandbox, type Sandbox } from '../../src/sandbox/main';
import {
  answerDialog,
  contextMenu,
  dialog,
  dismissNotification,
  notification,
  openFile,
  openView,
  resizeWindow,
  runCommand,
  samplesOpen,
  sessionRow,
  startWorkbench,
  treeRow,
  waitFor,
  type Workbench,
} from '../e2e/support';
import { callsTo, plainShell, type, workbookOf } from '../e2e/support/recording';
import { withSandbox } from '../e2e/support/sandbox';
import { outFolder, repository } from '../host/paths.mjs';
import { makeTemporaryFolder, removeTemporaryFolder } from '../host/temporaryFolder.mjs';

const themes = { light: 'Default Light Modern', dark: 'Default Dark Modern' } as const;
type Theme = keyof typeof themes;

/** The theme in which the README shows each picture. */
const shown: Readonly<Record<string, Theme>> = {
  'screenshot.png': 'light',
  'recording.png': 'dark',
  'editor.png': 'light',
  'close.gif': 'dark',
};

/** How long the animation shows each of its pictures, in milliseconds. */
const frameMs = [1800, 1400, 2200, 2600];

const program = (sandbox: Sandbox) => `${callsTo(workbookOf(sandbox))}
open(true).then(() => console.log('Orders are in the workbook. Done.'));
`;

/** For REST Client: the first session is listed, the second isn't. */
const requests = (sandbox: Sandbox) => `@workbook = ${workbookOf(sandbox)}

### Read the sheets
GET {{workbook}}worksheets
workbook-session-id: ${sandbox.openSessions[0]?.sessionId ?? ''}

### Read a range in a session that another program opened
GET {{workbook}}worksheets/Orders/usedRange
workbook-session-id: ${openOne(sandbox)}
`;

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function main() {
  for (const theme of ['light', 'dark'] as const) {
    const sandbox = await startSandbox();
    const temporaryFolder = makeTemporaryFolder('screenshots');
    const workspaceFolder = path.join(temporaryFolder, 'orders');
    mkdirSync(workspaceFolder);
    writeFileSync(path.join(workspaceFolder, 'order-sync.js'), program(sandbox));
    writeFileSync(path.join(workspaceFolder, 'requests.http'), '');
    const { settings } = withSandbox(sandbox, plainShell);
    const workbench = await startWorkbench({
      settings: {
        ...settings,
        'editor.minimap.enabled': false,
        'workbench.colorTheme': themes[theme],
      },
      workspaceFolder,
    });
    try {
      await makePictures(workbench, sandbox, theme);
    } finally {
      await workbench.close();
      await sandbox.close();
      removeTemporaryFolder(temporaryFolder);
    }
  }
}

/** Opens a session that the list doesn't know. */
function openOne(sandbox: Sandbox): string {
  const [sample] = sandbox.samples;
  if (!sample) {
    throw new Error('The sandbox has no samples.');
  }
  return sandbox.openSession(sample.driveId, sample.itemId, true);
}

async function makePictures(
  { page, workspaceFolder }: Workbench,
  sandbox: Sandbox,
  theme: Theme,
): Promise<void> {
  await openView(page);
  await samplesOpen(page);
  await dismissNotification(page, 'The sandbox is running').catch(() => undefined);
  keep('screenshot.png', theme, await pictureOfList(page));
  writeFileSync(path.join(workspaceFolder, 'requests.http'), requests(sandbox));
  keep('editor.png', theme, await pictureOfEditor(page));
  keep('close.gif', theme, await animationOfClose(page));
  keep('recording.png', theme, await pictureOfRecording(page));
}

async function pictureOfList(page: Page): Promise<Buffer> {
  await resizeWindow(page, { width: 900, height: 420 });
  // At the row's end, so that the menu hides none of the others.
  const end = { button: 'right', position: { x: 280, y: 10 } } as const;
  await treeRow(page, /Session .* of Sales report Q3\.xlsx/).click(end);
  await page.getByRole('menuitem', { name: /^Close Session\b(?!s)/ }).waitFor();
  const picture = await page.screenshot({ animations: 'disabled' });
  await page.keyboard.press('Escape');
  return small(picture);
}

async function pictureOfEditor(page: Page): Promise<Buffer> {
  await openFile(page, 'requests.http');
  const lens = (text: string) =>
    page.locator('.codelens-decoration').locator('a, span').filter({ hasText: text });
  await lens('Track Session').waitFor();
  await lens('minutes left').waitFor();
  return small(await page.screenshot({ animations: 'disabled' }));
}

async function animationOfClose(page: Page): Promise<Buffer> {
  const frames: Buffer[] = [];
  const take = async () => frames.push(await page.screenshot({ animations: 'disabled' }));
  await runCommand(page, 'View: Close All Editors');
  await resizeWindow(page, { width: 800, height: 420 });
  const row = sessionRow(page, { workbook: 'Sales report Q3.xlsx' });
  await page.mouse.move(600, 200);
  await take();
  await row.hover();
  await take();
  await contextMenu(row, 'Close Session');
  await dialog(page, 'Close the session of');
  await take();
  await answerDialog(page, 'Close the session of', 'Close Session');
  await notification(page, 'Closed 1 session');
  await row.waitFor({ state: 'detached' });
  await take();
  await dismissNotification(page, 'Closed 1 session');
  return sharp(frames, { join: { animated: true } })
    .gif({ delay: frameMs, colours: 64, dither: 0, effort: 10 })
    .toBuffer();
}

async function pictureOfRecording(page: Page): Promise<Buffer> {
  await resizeWindow(page, { width: 960, height: 500 });
  await runCommand(page, 'Workbook Sessions: Open Recording Terminal');
  await type(page, 'node order-sync.js');
  await notification(page, 'left 1 session open');
  const row = treeRow(page, /^Session .* order-sync\.js/);
  await waitFor(async () => (await row.allInnerTexts()).join().includes('left open by'), {
    what: 'the row of the session that was left open',
  });
  return small(await page.screenshot({ animations: 'disabled' }));
}

function small(picture: Buffer): Promise<Buffer> {
  return sharp(picture).png({ palette: true, colours: 64, dither: 0, effort: 10 }).toBuffer();
}

function keep(name: string, theme: Theme, picture: Buffer): void {
  const { name: base, ext } = path.parse(name);
  const folder = path.join(outFolder, 'screenshots');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `readme-${base}-${theme}${ext}`), picture);
  if (shown[name] === theme) {
    writeFileSync(path.join(repository, 'media', name), picture);
  }
  console.log(`${name}, ${theme}: ${picture.length} bytes`);
}
