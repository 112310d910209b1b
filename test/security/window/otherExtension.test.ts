import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  dialog,
  openView,
  runCommand,
  screenshot,
  startWorkbench,
  treeRow,
  waitFor,
  type Workbench,
} from '../../e2e/support';
import { spellings } from '../../e2e/support/leaks';
import { useSandbox } from '../../e2e/support/sandbox';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../host/temporaryFolder.mjs';
import { sandboxToken } from '../../../src/base/sandboxToken';

describe('A malicious extension in the same window', () => {
  const sandbox = useSandbox();
  let folder: string;
  let workbench: Workbench;
  const resultFile = () => path.join(folder, 'result.json');

  before(async () => {
    folder = makeTemporaryFolder('other-extension');
    workbench = await startWorkbench({
      moreExtensions: [path.join(__dirname, 'otherExtension')],
      env: { OTHER_EXTENSION_RESULT: resultFile() },
      settings: {
        'workbookSessions.sandbox.endpoint': sandbox().endpoint,
        'workbookSessions.sandbox.autoStart': true,
        // The user is asked all the same, the first time.
        'workbookSessions.confirmClose': 'never',
      },
    });
    await openView(workbench.page);
    await treeRow(workbench.page, /of Team plan\.xlsx/)
      .first()
      .waitFor();
  });

  after(async () => {
    await workbench.close();
    removeTemporaryFolder(folder);
  });

  beforeEach(() => {
    rmSync(resultFile(), { force: true });
    sandbox().reset();
  });

  const start = (attack: string) => runCommand(workbench.page, `Other Extension: ${attack}`);
  const result = async (): Promise<unknown> => {
    await waitFor(() => existsSync(resultFile()), { timeoutMs: 60_000, what: 'the attack to end' });
    return (JSON.parse(readFileSync(resultFile(), 'utf8')) as { result: unknown }).result;
  };
  const clipboard = () => workbench.page.evaluate<string>('navigator.clipboard.readText()');

  it('reads everything that the exported API gives access to', async () => {
    await start('Read Everything');
    const texts = (await result()) as readonly string[];
    assert.ok(texts.includes('Team plan.xlsx'), 'It has seen the sessions.');
    const ids = sandbox().openSessions.map(({ sessionId }) => sessionId);
    assert.ok(ids.length > 0);
    // Its own one it knows, but it does not come back either.
    for (const secret of [
      ...ids,
      sandboxToken,
      'cluster=OTHER&session=15.of-the-other-extension',
    ]) {
      const leak: string | undefined = texts.find(
        (text: string) =>
          spellings(secret).some((form) => text.includes(form)) &&
          // What it reads of its own functions is the program, not what is in it.
          !text.includes('=>'),
      );
      assert.equal(leak, undefined);
    }
  });

  it('calls every command with forged rows', async () => {
    const { page } = workbench;
    await page.evaluate(`navigator.clipboard.writeText('untouched')`);
    const open = sandbox().openSessions.length;
    await start('Forge Arguments');
    assert.equal(typeof (await result()), 'number');
    assert.equal(await page.locator('.monaco-dialog-box').count(), 0);
    assert.deepEqual(sandbox().requests, []);
    assert.equal(sandbox().openSessions.length, open);
    assert.equal(await clipboard(), 'untouched');
  });

  it('replaces a function of the API by its own', async () => {
    await start('Replace the API');
    const done = (await result()) as readonly string[];
    assert.deepEqual(done, []);
  });

  it('takes the object of a row to look behind it or to change what it stands for', async () => {
    await start('Take a Row of the View');
    assert.deepEqual(await result(), {
      parts: ['id'],
      isOfSession: true,
      isPlain: true,
      isChanged: false,
    });
  });

  /** The user says no whenever they are asked, and nothing is closed. */
  const expectQuestion = async () => {
    const { page } = workbench;
    const refuse = async () => {
      const question = await dialog(page, /Close (the session|\d+ sessions) of/);
      await screenshot(page, 'security-first-close');
      assert.equal(await question.focused(), 'Don’t Close');
      // About several sessions the user is asked each time, so that nothing is said of the first.
      if (question.message.startsWith('Close the session')) {
        assert.match(question.detail, /once in each window, because another extension/);
      }
      await question.enter();
    };
    await refuse();
    await waitFor(
      async () => {
        await ((await page.locator('.monaco-dialog-box').count()) > 0 ? refuse() : undefined);
        return existsSync(resultFile());
      },
      { timeoutMs: 60_000, what: 'the attack to end' },
    );
    const open = sandbox().openSessions.length;
    assert.equal(await result(), open);
    assert.equal(open, sandbox().samples.length);
    assert.deepEqual(sandbox().requests, []);
  };

  it('passes rows of the view, as a click does', async () => {
    await start('Close Rows of the View');
    await expectQuestion();
  });

  it('runs the commands of the Delete key while a row is selected', async () => {
    await treeRow(workbench.page, /Session .* of Team plan\.xlsx/).click();
    await start('Close the Selection');
    await expectQuestion();
  });

  it('runs the command of a lens above a session in the editor', async () => {
    const [session] = sandbox().openSessions;
    assert.ok(session);
    const { driveId, itemId, sessionId } = session;
    const url = `${sandbox().endpoint}/v1.0/drives/${driveId}/items/${itemId}/workbook/refreshSession`;
    const file = `${resultFile()}.http`;
    writeFileSync(file, `POST ${url}\nworkbook-session-id: ${sessionId}\n`);
    await start('Close by a Lens in the Editor');
    await expectQuestion();
  });

  it('accepts the picker of sessions to close by a command', async () => {
    await start('Close What the Picker Offers');
    await expectQuestion();
  });

  it('accepts the pickers for copying a session ID by a command', async () => {
    const { page } = workbench;
    await page.evaluate(`navigator.clipboard.writeText('untouched')`);
    await start('Copy What the Picker Offers');
    const question = await dialog(page, 'Copy the session ID of');
    await screenshot(page, 'security-first-copy');
    assert.match(question.detail, /once in each window, because another extension/);
    assert.equal(await question.focused(), 'Don’t Copy');
    await question.enter();
    assert.equal(await result(), 'untouched');
  });

  it('changes the list that it passed while the user is asked', async () => {
    const { page } = workbench;
    const open = sandbox().openSessions.length;
    assert.ok(open > 1, 'There is one to add to the list.');
    await start('Close One and Mean All');
    const question = await dialog(page, 'Another extension wants to close workbook sessions.');
    await screenshot(page, 'security-other-extension');
    assert.equal(await question.focused(), 'Don’t Close');
    await question.press('Close Session');
    assert.deepEqual(await result(), ['closed']);
    assert.equal(sandbox().openSessions.length, open - 1);
  });
});
