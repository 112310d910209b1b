import assert from 'node:assert/strict';
import { notification, openView, quietMessage, screenshot, useWorkbench } from './support';
import { askForBudgetSession, createBudgetSession } from './support/budgetSession';
import { useAttacker } from './support/attacker';
import { clientId, useSandbox, withSignIn } from './support/sandbox';

describe('A person whose endpoint setting names no address of this machine', () => {
  const attacker = useAttacker();
  const workbench = useWorkbench(() => ({
    testProvider: true,
    settings: {
      'workbookSessions.auth.clientId': clientId,
      // A name, which can be pointed elsewhere; here it leads to somebody who listens.
      'workbookSessions.graph.endpoint': attacker().endpoint.replace('127.0.0.1', 'localhost'),
    },
  }));

  it('is told so, without a sign-in and without a request', async () => {
    const { page } = workbench;
    await openView(page);
    await createBudgetSession(page);
    const message = await notification(
      page,
      'The endpoint in the settings isn’t an address of this machine.',
    );
    await screenshot(page, 'endpoint-not-loopback');
    assert.match(message.text, /nothing was sent/);
    const signIns = workbench.microsoft.calls().filter(({ method }) => method === 'createSession');
    assert.deepEqual(signIns, []);
  });
});

describe('A person whose endpoint setting names a stand-in on this machine', () => {
  const standIn = useSandbox();
  const workbench = useWorkbench(() => withSignIn(standIn()));

  it('sends no token there by pressing Enter when asked', async () => {
    const { page } = workbench;
    await openView(page);
    const question = await askForBudgetSession(page, standIn().endpoint);
    await screenshot(page, 'endpoint-question-default');
    assert.equal(await question.focused(), 'Don’t Send');
    await question.enter();
    await quietMessage(page, 'No session of “Budget.xlsx” was created.');
    assert.deepEqual(standIn().requests, []);
    const signIns = workbench.microsoft.calls().filter(({ method }) => method === 'createSession');
    assert.deepEqual(signIns, []);
  });
});
