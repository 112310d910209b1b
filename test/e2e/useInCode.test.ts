import assert from 'node:assert/strict';
import {
  answerDialog,
  contextMenu,
  dialog,
  notification,
  openView,
  quickPick,
  samplesOpen,
  screenshot,
  treeRow,
  useWorkbench,
} from './support';
import { requestsOf, useSandbox, withSandbox } from './support/sandbox';

describe('A person who uses a session in code', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => withSandbox(sandbox()));

  before(async () => {
    const { page } = workbench;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openView(page);
    await samplesOpen(page);
  });

  const row = () => treeRow(workbench.page, /Session .* of Team plan\.xlsx/);

  it('copies a call in it as a command for curl, without a token', async () => {
    const { page } = workbench;
    sandbox().reset();
    await contextMenu(row(), 'Copy As…');
    const forms = await quickPick(page, 'In which form?');
    await screenshot(page, 'copy-as');
    await forms.choose('curl');
    await answerDialog(page, 'Copy the session ID of “Team plan.xlsx”?', 'Copy');
    await notification(page, /session ID/);
    await screenshot(page, 'copied-as-curl');
    const copied = String(await page.evaluate('navigator.clipboard.readText()'));
    assert.ok(
      sandbox().openSessions.some((open) => copied.includes(open.sessionId)),
      copied,
    );
    assert.match(copied, /^curl .*\/workbook\/worksheets/s);
    assert.match(copied, /GRAPH_TOKEN/);
    assert.doesNotMatch(copied, /workbook-sessions-sandbox-token/);
    assert.deepEqual(sandbox().requests, []);
  });

  it('is shown the host before the workbook opens at one that is not SharePoint’s', async () => {
    const { page } = workbench;
    sandbox().reset();
    await contextMenu(row(), 'Open Workbook in Browser');
    const question = await dialog(page, 'Open contoso.sharepoint.example in your browser?');
    await screenshot(page, 'open-workbook');
    assert.equal(await question.focused(), 'Don’t Open');
    await question.press('Cancel');
    assert.equal(requestsOf(sandbox(), 'getItem').length, 1);
    assert.equal(page.context().pages().length, 1);
  });
});
