import assert from 'node:assert/strict';
import path from 'node:path';
import { repository } from '../host/paths.mjs';
import {
  dialog,
  notification,
  openView,
  runCommand,
  screenshot,
  treeRow,
  useWorkbench,
  waitFor,
} from './support';
import { useSandbox } from './support/sandbox';

describe('A person who has an extension that uses this one', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => ({
    settings: {
      'workbookSessions.sandbox.endpoint': sandbox().endpoint,
      'workbookSessions.sandbox.autoStart': true,
    },
    moreExtensions: [path.join(repository, 'test', 'example')],
  }));

  const countShown = (count: number) =>
    waitFor(async () => workbench.page.getByText(`Example: ${count}`).isVisible(), {
      timeoutMs: 60_000,
      what: `${count} sessions in the item of the example`,
    });

  const samplesOpen = async () => {
    await openView(workbench.page);
    await runCommand(workbench.page, 'Workbook Sessions: Start Sandbox');
    await countShown(sandbox().samples.length);
  };

  it('is asked by the first close of the API, whose event reports the sessions that are left', async () => {
    const { page } = workbench;
    await samplesOpen();
    await runCommand(page, 'Example: Close All Sessions by the API');
    const question = await dialog(page, 'Another extension wants to close workbook sessions.');
    assert.match(question.message, /Close 4 sessions of 3 workbooks\?$/);
    assert.equal(await question.focused(), 'Don’t Close');
    await screenshot(page, 'example-api-question');
    await question.press('Close 4 Sessions');
    const { text } = await notification(page, 'The API answered');
    assert.match(text, /closed, closed, closed, closed/);
    await countShown(0);
    assert.equal(sandbox().openSessions.length, 0);
  });

  it('is asked by VS Code and by us before an assistant closes sessions, and can say no', async () => {
    const { page } = workbench;
    await samplesOpen();
    await runCommand(page, 'Example: Close All Sessions as an Assistant');
    const first = await dialog(page, 'Close 4 sessions of 3 workbooks?');
    assert.match(first.detail, /non-persistent/);
    assert.match(first.detail, /about \d minutes left, persistent/);
    await screenshot(page, 'assistant-vscode-question');
    await first.press('Yes');
    const second = await dialog(page, 'An assistant wants to close workbook sessions.');
    await screenshot(page, 'assistant-own-question');
    await second.enter();
    const { text } = await notification(page, 'The tool answered');
    assert.match(text, /cancelled, cancelled, cancelled, cancelled/);
    assert.match(text, /said no/);
    assert.equal(sandbox().openSessions.length, sandbox().samples.length);
    await treeRow(page, 'Workbook Team plan.xlsx').waitFor();
  });

  it('lets an assistant close sessions by agreeing to both questions', async () => {
    const { page } = workbench;
    await runCommand(page, 'Example: Close All Sessions as an Assistant');
    await (await dialog(page, 'Close 4 sessions of 3 workbooks?')).press('Yes');
    await (await dialog(page, 'An assistant wants to close')).press('Close 4 Sessions');
    const { text } = await notification(page, /The tool answered: closed/);
    assert.match(text, /closed, closed, closed, closed/);
    await countShown(0);
    assert.equal(sandbox().openSessions.length, 0);
  });
});
