import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import {
  agreeToFirstClose,
  contextMenu,
  inputBox,
  notification,
  quickPick,
  resizeWindow,
  runCommand,
  samplesOpen,
  screenshot,
  treeRow,
  useWorkbench,
  waitFor,
} from './support';
import { useSandbox } from './support/sandbox';

const steps = [
  'Try it without an account',
  'Set up sign-in',
  'Sign in',
  'Create a session',
  'See its time and close it',
];

describe('A person who follows the walkthrough', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => ({
    settings: { 'workbookSessions.sandbox.endpoint': sandbox().endpoint },
  }));

  before(async () => {
    await resizeWindow(workbench.page, { width: 1500, height: 850 });
  });

  const openWalkthrough = async (page: Page): Promise<void> => {
    await runCommand(page, 'Welcome: Open Walkthrough...');
    const list = await quickPick(page, /./);
    await list.choose('Close your first workbook session');
    await page.locator('.gettingStartedContainer .getting-started-step').first().waitFor();
  };

  const step = (title: string) =>
    workbench.page
      .locator('.gettingStartedContainer .getting-started-step')
      .filter({ has: workbench.page.getByRole('heading', { name: title, exact: true }) });

  const isDone = (title: string) =>
    waitFor(async () => (await step(title).locator('.codicon.complete').count()) === 1, {
      what: `the tick on “${title}”`,
      timeoutMs: 15_000,
    });

  const areDone = async (): Promise<string[]> => {
    const done: string[] = [];
    for (const title of steps) {
      if ((await step(title).locator('.codicon.complete').count()) === 1) {
        done.push(title);
      }
    }
    return done;
  };

  it('starts in the sandbox and sees the step checked once it runs', async () => {
    const { page } = workbench;
    await openWalkthrough(page);
    await screenshot(page, 'walkthrough-begin');
    await waitFor(async () => (await areDone()).length === 0);
    await page.getByRole('button', { name: 'Start Sandbox', exact: true }).click();
    await samplesOpen(page);
    await isDone('Try it without an account');
    await screenshot(page, 'walkthrough-sandbox-done');
  });

  for (const title of steps) {
    it(`sees what the step shows: ${title}`, async () => {
      const { page } = workbench;
      await step(title).click();
      await step(title).and(page.locator('.expanded')).waitFor();
      await page.locator('.getting-started-media svg, .getting-started-media iframe').waitFor();
      await screenshot(page, `walkthrough-${title.replaceAll(' ', '-')}`);
    });
  }

  it('sees the sign-in steps checked once there is a token, even while the view is hidden', async () => {
    const { page } = workbench;
    const toggle = 'View: Toggle Primary Side Bar Visibility';
    await runCommand(page, toggle);
    await page.locator('.part.sidebar').waitFor({ state: 'hidden' });
    assert.deepEqual(await areDone(), ['Try it without an account']);
    await runCommand(page, 'Workbook Sessions: Use an Access Token…');
    await (await inputBox(page, 'Paste an access token')).submit('opaque-token-of-a-story');
    await isDone('Set up sign-in');
    await isDone('Sign in');
    await runCommand(page, toggle);
    await page.locator('.part.sidebar').waitFor();
  });

  it('sees the session step checked once a session was created, and not by leaving the picker', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Create Session…');
    await (await quickPick(page, 'Type to search')).cancel();
    await contextMenu(treeRow(page, /^Workbook Team plan\.xlsx/), 'Create Another Session…');
    const modes = await quickPick(page, 'What happens to changes');
    assert.ok(!(await areDone()).includes('Create a session'));
    await modes.choose('Persistent');
    await isDone('Create a session');
  });

  it('sees the last step checked once a session was closed', async () => {
    const { page } = workbench;
    await contextMenu(treeRow(page, /Session .* of Team plan\.xlsx/).first(), 'Close Session');
    await agreeToFirstClose(page);
    await notification(page, 'Closed 1 session');
    await isDone('See its time and close it');
    await screenshot(page, 'walkthrough-closed');
  });
});
