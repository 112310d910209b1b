import assert from 'node:assert/strict';
import { challenge } from '../http/faults/graphFaults';
import {
  agreeToFirstClose,
  allowEndpoint,
  allowSignIn,
  contextMenu,
  dialog,
  dismissNotification,
  notification,
  openView,
  screenshot,
  treeRow,
  useWorkbench,
} from './support';
import { createBudgetSession } from './support/budgetSession';
import { clientId, requestsOf, useGraph, withSignIn } from './support/sandbox';

/** What the service wants another token to prove. */
const claims = { access_token: { acrs: { essential: true, value: 'c1' } } };

describe('A person whose organization wants another step of the sign-in', () => {
  const graph = useGraph();
  const workbench = useWorkbench(() => withSignIn(graph()));

  before(async () => {
    const { page } = workbench;
    await openView(page);
    await createBudgetSession(page);
    await allowEndpoint(page);
    await allowSignIn(page);
    await dismissNotification(page, 'Opened a persistent session of “Budget.xlsx”.');
  });

  beforeEach(() => {
    graph().reset();
  });

  const row = () => treeRow(workbench.page, /Session .* of Budget\.xlsx/);
  const challenged = () =>
    workbench.microsoft.calls().filter(({ method }) => method === 'createSessionFromChallenges');

  it('keeps the session when the step is not completed, and is told what to do', async () => {
    const { page } = workbench;
    graph().fault(challenge(claims));
    await contextMenu(row(), 'Close Session');
    await agreeToFirstClose(page);
    const question = await dialog(page, 'wants to sign in using Microsoft');
    await screenshot(page, 'claims-question');
    await question.press('Cancel');
    const message = await notification(page, 'The session of “Budget.xlsx” was not closed.');
    await screenshot(page, 'claims-refused');
    assert.match(message.text, /another sign-in step/);
    await message.dismiss();
    assert.deepEqual(challenged(), []);
    assert.equal(requestsOf(graph(), 'closeSession').length, 1);
    assert.equal(await row().count(), 1);
  });

  it('closes it with the token of the completed step', async () => {
    graph().fault(challenge(claims));
    await contextMenu(row(), 'Close Session');
    await allowSignIn(workbench.page);
    await row().waitFor({ state: 'detached' });
    const [asked] = challenged().slice(-1);
    assert.deepEqual(asked?.scopes, [
      'Files.ReadWrite',
      `VSCODE_CLIENT_ID:${clientId}`,
      'VSCODE_TENANT:organizations',
    ]);
    // What else the service's header named, a scope and an authority, is not in it.
    const params = { claims: Buffer.from(JSON.stringify(claims)).toString('base64') };
    assert.deepEqual(asked.challenges, [{ scheme: 'Bearer', params }]);
    const [first, second, ...others] = requestsOf(graph(), 'closeSession');
    assert.deepEqual(others, []);
    const [session] = workbench.microsoft.sessions();
    assert.deepEqual(second?.headers['authorization'], [`Bearer ${session?.accessToken}`]);
    assert.notDeepEqual(first?.headers['authorization'], second.headers['authorization']);
  });
});
