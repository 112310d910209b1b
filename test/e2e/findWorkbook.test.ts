import assert from 'node:assert/strict';
import { Deferred } from '../../src/base/deferred';
import { sharingLinkOf } from '../../src/sandbox/webAddresses';
import { linkedFile, specialFiles } from '../../src/sandbox/workbookFiles';
import {
  allowEndpoint,
  allowSignIn,
  answerDialog,
  contextMenu,
  dismissNotification,
  notification,
  openView,
  type QuickInput,
  quickPick,
  runCommand,
  samplesOpen,
  screenshot,
  treeRow,
  useWorkbench,
  waitFor,
} from './support';
import { pressUntil } from './support/press';
import {
  clientId,
  requestsOf,
  useGraph,
  useSandbox,
  withSandbox,
  withSignIn,
} from './support/sandbox';

describe('A person who looks for a workbook', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() =>
    withSandbox(sandbox(), { 'workbookSessions.confirmClose': 'never' }),
  );

  before(async () => {
    await openView(workbench.page);
    await samplesOpen(workbench.page);
  });

  beforeEach(() => {
    sandbox().reset();
  });

  const open = async () => {
    await runCommand(workbench.page, 'Workbook Sessions: Create Session…');
    return quickPick(workbench.page, 'Type to search, or paste a link, an address or IDs');
  };

  /** Types a text and waits until both places have been searched and the rows are drawn. */
  const search = async (picker: QuickInput, text: string) => {
    const searches = () =>
      Math.min(
        requestsOf(sandbox(), 'searchFolder').length,
        requestsOf(sandbox(), 'searchQuery').length,
      );
    const before = searches();
    await picker.input.fill(text);
    await waitFor(() => searches() > before, { what: `the search for “${text}”` });
    await picker.idle();
  };

  /** Chooses the mode, which creates a session of the workbook that was found. */
  const created = async (name: string) => {
    const { page } = workbench;
    await (await quickPick(page, 'What happens to changes')).choose('Non-persistent');
    const message = `Opened a non-persistent session of “${name}”.`;
    await dismissNotification(page, message);
    assert.equal(requestsOf(sandbox(), 'createSession').length, 1);
  };

  it('searches while they type, with one request to each place for the last text', async () => {
    const picker = await open();
    assert.deepEqual(sandbox().requests, []);
    await screenshot(workbench.page, 'find-home');
    await picker.input.pressSequentially('large', { delay: 40 });
    await picker.row('Large data.xlsb').waitFor();
    await screenshot(workbench.page, 'find-search');
    const own = requestsOf(sandbox(), 'searchFolder').filter(({ path }) =>
      path.includes("'large'"),
    );
    const others = requestsOf(sandbox(), 'searchQuery').filter(({ body }) =>
      body.includes('large'),
    );
    assert.equal(own.length, 1);
    assert.equal(others.length, 1);
    await picker.accept();
    await created('Large data.xlsb');
  });

  it('finds workbooks in SharePoint, and is told when there is none', async () => {
    const picker = await open();
    await search(picker, 'no such workbook');
    await picker.row('No workbook found').waitFor();
    await screenshot(workbench.page, 'find-nothing');
    await picker.accept();
    await search(picker, 'inventory');
    await picker.row('Inventory & orders 100%.xlsx').waitFor();
    await screenshot(workbench.page, 'find-sharepoint');
    await picker.choose('Inventory & orders 100%.xlsx');
    await created('Inventory & orders 100%.xlsx');
  });

  it('stays in a folder that is loading when Enter is pressed twice', async () => {
    const picker = await open();
    await picker.choose('Browse My Drive…');
    await picker.row('Measurements').waitFor();
    const answer = new Deferred<undefined>();
    sandbox().fault({ kind: 'slow', action: 'listChildren', until: answer.promise });
    await picker.choose('Measurements');
    await picker.row('Loading…').waitFor();
    await waitFor(async () => (await picker.active.innerText()).startsWith('Loading…'));
    await screenshot(workbench.page, 'find-loading');
    await picker.accept();
    // Another text and back: the extension has seen the key by then.
    await picker.input.fill('x');
    await picker.row('..').waitFor({ state: 'detached' });
    answer.resolve(undefined);
    await picker.input.fill('');
    await waitFor(async () => (await picker.active.innerText()).startsWith('Measurement 001'));
    await picker.input.press('Escape');
  });

  it('browses folders by keyboard, page by page', async () => {
    const picker = await open();
    await picker.choose('Browse My Drive…');
    await picker.row('Measurements').waitFor();
    await screenshot(workbench.page, 'find-drive');
    await picker.choose('Measurements');
    await picker.row('..').waitFor();
    await waitFor(async () => (await picker.row('Measurement 001.xlsx').count()) === 1);
    // The way out stands first, but is not what Enter takes.
    await waitFor(async () => (await picker.active.innerText()).startsWith('Measurement 001'));
    await picker.input.press('ArrowUp');
    await waitFor(async () => (await picker.active.innerText()).startsWith('..'));
    await picker.input.press('ArrowUp');
    await waitFor(async () => (await picker.active.innerText()).startsWith('More…'));
    await screenshot(workbench.page, 'find-more');
    await picker.accept();
    await picker.row('Measurement 201.xlsx').waitFor();
    await screenshot(workbench.page, 'find-next-page');
    await picker.input.fill('x');
    await picker.row('..').waitFor({ state: 'detached' });
    await picker.input.fill('');
    // The rows are drawn before one of them is active again: a click before that can meet another row.
    await waitFor(async () => (await picker.active.innerText()).startsWith('Measurement 001'));
    await picker.input.press('ArrowUp');
    await waitFor(async () => (await picker.active.innerText()).startsWith('..'));
    await picker.accept();
    await picker.row('Models').waitFor();
    await picker.choose('Models');
    await picker.row('Macros.xlsm').waitFor();
    await screenshot(workbench.page, 'find-folder');
    await picker.choose('Macros.xlsm');
    await created('Macros.xlsm');
  });

  it('goes back from the mode to the picker as it was, and chooses another workbook', async () => {
    const { page } = workbench;
    const picker = await open();
    await search(picker, 'macros');
    await picker.choose('Macros.xlsm');
    await quickPick(page, 'Create Session: Macros.xlsm');
    await screenshot(page, 'create-mode-of-workbook');
    const back = page.getByRole('button', { name: 'Back' });
    await pressUntil(back, async () => (await back.count()) === 0);
    const again = await quickPick(page, 'Type to search');
    await waitFor(async () => (await again.input.inputValue()) === 'macros');
    await again.row('Macros.xlsm').waitFor();
    await search(again, 'large');
    await again.choose('Large data.xlsb');
    await created('Large data.xlsb');
  });

  it('sees the new session selected and keeps the focus in the editor', async () => {
    const { page } = workbench;
    await runCommand(page, 'New Untitled Text File');
    await page.locator('.part.editor .monaco-editor').waitFor();
    const picker = await open();
    await search(picker, 'inventory');
    await picker.choose('Inventory & orders 100%.xlsx');
    await created('Inventory & orders 100%.xlsx');
    const row = treeRow(page, /^Session .* of Inventory & orders 100%\.xlsx/).last();
    await waitFor(async () => (await row.getAttribute('aria-selected')) === 'true', {
      what: 'the selection of the new session',
    });
    await screenshot(page, 'create-selected');
    assert.equal(
      await page.evaluate(`Boolean(document.activeElement?.closest('.part.editor'))`),
      true,
    );
  });

  it('sees why an old workbook cannot be chosen, and stays in the picker', async () => {
    const { page } = workbench;
    const picker = await open();
    await search(picker, 'archive');
    await picker.row('Archive 2003.xls').waitFor();
    await screenshot(page, 'find-old-format');
    await picker.accept();
    await picker.rows
      .filter({ hasText: 'Has the old .xls format, which has no sessions' })
      .waitFor();
    assert.equal(await page.locator('.notification-list-item').count(), 0);
    await picker.input.press('Escape');
    await picker.input.waitFor({ state: 'hidden' });
    assert.deepEqual(requestsOf(sandbox(), 'createSession'), []);
  });

  it('pastes a sharing link', async () => {
    const picker = await open();
    await picker.input.fill(sharingLinkOf(linkedFile));
    await picker.row('Open This Link').waitFor();
    await screenshot(workbench.page, 'find-link');
    assert.deepEqual(sandbox().requests, []);
    await picker.accept();
    await created('Salaries of Grace.xlsx');
    assert.equal(requestsOf(sandbox(), 'getSharedItem').length, 1);
  });

  it('pastes a link to something else than a workbook, and is told so', async () => {
    const { page } = workbench;
    const picker = await open();
    await picker.input.fill('https://1drv.ms/x/s!Abc');
    await picker
      .row('This link leads to a personal OneDrive, which has no workbook sessions.')
      .waitFor();
    await screenshot(page, 'find-personal');
    await picker.input.fill(sharingLinkOf(specialFiles.text));
    await picker.row('Open This Link').waitFor();
    await picker.accept();
    await picker.row('The file isn’t a workbook in the Office Open XML format.').waitFor();
    await picker.input.press('Escape');
    await picker.input.waitFor({ state: 'hidden' });
    assert.equal(sandbox().requests.length, 1);
  });
});

describe('A person who looks for a workbook of SharePoint', () => {
  const graph = useGraph();
  const workbench = useWorkbench(() => withSignIn(graph()));

  before(async () => {
    await openView(workbench.page);
  });

  const everywhere = 'Search SharePoint and Shared Files Too…';
  const scopes = () => [
    ...new Set(
      workbench.microsoft
        .calls()
        .filter(({ method }) => method === 'createSession')
        .flatMap((call) => call.scopes ?? [])
        .filter((scope) => scope.startsWith('Files')),
    ),
  ];

  it('is asked nothing while typing, and signs in only by choice', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Create Session…');
    const picker = await quickPick(page, 'Type to search');
    await picker.input.fill('team');
    await picker.rows.filter({ hasText: 'a local address that you haven’t allowed' }).waitFor();
    await screenshot(page, 'find-not-signed-in');
    assert.deepEqual(graph().requests, []);
    await picker.accept();
    await allowEndpoint(page);
    await allowSignIn(page);
    await picker.row(everywhere).waitFor();
    await screenshot(page, 'find-own-drive-only');
    assert.deepEqual(scopes(), ['Files.ReadWrite']);
    assert.deepEqual(requestsOf(graph(), 'searchQuery'), []);
  });

  it('gets a link for the administrator when only an administrator may grant the permission', async () => {
    const { page, microsoft } = workbench;
    const picker = await quickPick(page, 'Create Session');
    microsoft.refuseSignIn('AADSTS90094: The grant requires admin permission.');
    await picker.choose(everywhere);
    await allowSignIn(page);
    await picker.rows.filter({ hasText: 'only an administrator grant this permission' }).waitFor();
    await screenshot(page, 'find-admin-consent');
    assert.equal(await page.locator('.notification-list-item').count(), 0);
    await picker.choose('Copy Link for the Administrator');
    await waitFor(
      async () =>
        (await page.evaluate('navigator.clipboard.readText()')) ===
        `https://login.microsoftonline.com/organizations/adminconsent?client_id=${clientId}`,
    );
    await dismissNotification(page, 'The link is on the clipboard');
    assert.deepEqual(requestsOf(graph(), 'searchQuery'), []);
  });

  it('searches there once the permission is granted, and creates a session with it', async () => {
    const { page, microsoft } = workbench;
    microsoft.refuseSignIn('');
    const picker = await quickPick(page, 'Create Session');
    await picker.choose('Your organization lets only an administrator grant this permission.');
    await allowSignIn(page);
    await picker.row('Team plan.xlsx').waitFor();
    assert.deepEqual(scopes(), ['Files.ReadWrite', 'Files.ReadWrite.All']);
    await picker.choose('Team plan.xlsx');
    await (await quickPick(page, 'What happens to changes')).choose('Persistent');
    await notification(page, 'Opened a persistent session of “Team plan.xlsx”.');
    const [create] = requestsOf(graph(), 'createSession');
    assert.match(create?.headers['authorization']?.[0] ?? '', /\.Files\.ReadWrite\.All\./);
  });

  it('finds the workbook among the recent ones', async () => {
    const { page } = workbench;
    const row = treeRow(page, /Session .* of Team plan\.xlsx/);
    await contextMenu(row, 'Forget Session');
    await answerDialog(page, 'Forget this session?', 'Forget');
    await row.waitFor({ state: 'detached' });
    await runCommand(page, 'Workbook Sessions: Create Session…');
    const picker = await quickPick(page, 'Type to search');
    const place = picker.row('Team plan.xlsx').locator('.label-description');
    assert.equal(await place.innerText(), 'contoso.sharepoint.example/sites/team');
    await screenshot(page, 'find-used-last');
    await picker.cancel();
  });
});
