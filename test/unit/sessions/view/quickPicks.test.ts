import assert from 'node:assert/strict';
import { sessionQuickPickItem } from '../../../../src/sessions/view/quickPicks';
import { aSandbox, aWorkbookSession, someTime } from '../../../builders';

const key = '1a2b3c4d-0000-4000-8000-000000000000';

describe('sessionQuickPickItem', () => {
  it('has every text of the session’s row', () => {
    assert.deepEqual(sessionQuickPickItem(aWorkbookSession({ key }), someTime), {
      key,
      label: 'Budget.xlsx',
      description: '1a2b3c4d',
      detail: 'about 5 minutes left, persistent, ada@example.com',
      icon: 'save',
    });
  });

  it('marks the sandbox and leaves out an unknown account', () => {
    const inSandbox = sessionQuickPickItem(aWorkbookSession({ target: aSandbox() }), someTime);
    assert.equal(inSandbox.detail, 'about 5 minutes left, persistent, sandbox');
    const { account, ...session } = aWorkbookSession();
    assert(account);
    assert.equal(
      sessionQuickPickItem(session, someTime).detail,
      'about 5 minutes left, persistent',
    );
  });

  it('shows a hostile name as plain text', () => {
    const item = sessionQuickPickItem(aWorkbookSession({ workbookName: '$(x) a' }), someTime);
    assert.equal(item.label, '$ (x) a');
  });
});
