import assert from 'node:assert/strict';
import {
  agreeToFirstClose,
  answerDialog,
  notification,
  openView,
  type QuickInput,
  quickPick,
  samplesOpen,
  screenshot,
  statusItem,
  treeRow,
  useWorkbench,
  waitFor,
} from './support';
import { requestsOf, useSandbox, withSandbox } from './support/sandbox';

const listText = 'Choose a session to see its commands';
const actionsText = 'What do you want to do with this session?';

describe('The list behind the status bar item', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => withSandbox(sandbox()));

  before(async () => {
    await openView(workbench.page);
    await samplesOpen(workbench.page);
  });

  const focused = () => workbench.page.locator('.quick-input-list .monaco-list-row.focused');
  const clipboard = () => workbench.page.evaluate<string>('navigator.clipboard.readText()');

  const openList = async (): Promise<QuickInput> => {
    await statusItem(workbench.page).click();
    const list = await quickPick(workbench.page, listText);
    await focused().waitFor();
    return list;
  };

  /** What can be done with the one session of a workbook. */
  const actionsOf = async (workbook: string): Promise<QuickInput> => {
    const list = await openList();
    await list.submit(workbook);
    return quickPick(workbench.page, actionsText);
  };

  it('selects a session first, and Enter only shows its actions', async () => {
    const { page } = workbench;
    sandbox().reset();
    const list = await openList();
    await screenshot(page, 'session-list');
    assert.match(await focused().innerText(), /minutes left/);
    await list.row('Close Sessions: All…').waitFor();
    await list.accept();
    const actions = await quickPick(page, actionsText);
    for (const label of [
      'Refresh Session',
      'Close Session',
      'Close Sessions: Of Workbook…',
      'Copy Session ID',
      'Copy As…',
      'Copy Workbook Address',
      'Open Workbook in Browser',
      'Create Another Session…',
      'Show in the View',
      'Forget Session',
    ]) {
      await actions.row(label).waitFor();
    }
    await screenshot(page, 'session-list-actions');
    assert.deepEqual(sandbox().requests, []);
  });

  it('keeps its place when the user comes back to it', async () => {
    const { page } = workbench;
    await (await quickPick(page, actionsText)).cancel();
    await openList();
    await page.keyboard.press('ArrowDown');
    const session = await focused().innerText();
    await page.keyboard.press('Enter');
    await quickPick(page, actionsText);
    // VS Code's key for Back on Linux.
    await page.keyboard.press('Control+Alt+Minus');
    const list = await quickPick(page, listText);
    await waitFor(async () => (await focused().innerText()) === session);
    await list.cancel();
  });

  it('stays open when Enter has no effect', async () => {
    const list = await openList();
    await list.submit('no such workbook');
    await list.input.fill('');
    await list.row('Close Sessions: All…').waitFor();
    await list.cancel();
  });

  it('copies the ID and the address', async () => {
    const { page } = workbench;
    const sample = sandbox().openSessions.find(
      ({ itemId }) => itemId === sandbox().samples.at(-1)?.itemId,
    );
    await (await actionsOf('Team plan')).choose('Copy Session ID');
    await answerDialog(page, 'Copy the session ID of “Team plan.xlsx”?', 'Copy');
    await waitFor(async () => (await clipboard()) === sample?.sessionId);
    await (await actionsOf('Team plan')).choose('Copy Workbook Address');
    await waitFor(async () => (await clipboard()).endsWith(`/items/${sample?.itemId}`));
    await (await actionsOf('Team plan')).choose('Copy As…');
    await (await quickPick(page, 'In which form?')).cancel();
  });

  it('leads to the workbook and to the view', async () => {
    const { page } = workbench;
    await (await actionsOf('Team plan')).choose('Open Workbook in Browser');
    await answerDialog(page, 'Open contoso.sharepoint.example', 'Cancel');
    await (await actionsOf('Team plan')).choose('Show in the View');
    await treeRow(page, /Session .* of Team plan\.xlsx/)
      .and(page.locator('.focused'))
      .waitFor();
  });

  it('refreshes, forgets, creates another one and closes', async () => {
    const { page } = workbench;
    sandbox().reset();
    await (await actionsOf('Team plan')).choose('Refresh Session');
    await notification(page, 'Refreshed the session of “Team plan.xlsx”');
    await (await actionsOf('Team plan')).choose('Create Another Session…');
    await (await quickPick(page, 'What happens to changes')).choose('Persistent');
    await notification(page, 'Opened a persistent session of “Team plan.xlsx”.');
    await (await actionsOf('Sales report')).choose('Forget Session');
    await answerDialog(page, 'Forget this session?', 'Forget');
    await treeRow(page, /of Sales report/).waitFor({ state: 'detached' });
    await (await actionsOf('Team plan')).choose('Close Session');
    await agreeToFirstClose(page);
    await notification(page, 'Closed 1 session of “Team plan.xlsx”.');
    const sent = (['refreshSession', 'createSession', 'closeSession'] as const).map(
      (action) => requestsOf(sandbox(), action).length,
    );
    assert.deepEqual(sent, [1, 1, 1]);
  });
});
