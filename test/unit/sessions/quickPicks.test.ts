import assert from 'node:assert/strict';
import { sessionQuickPickItem } from '../../../src/sessions/quickPicks';
import { aSandbox, aWorkbookSession, someTime } from '../../builders';

const key = '1a2b3c4d-0000-4000-8000-000000000000';

describe('sessionQuickPickItem', () => {
  it('says all that the row of the tree says', () => {
    assert.deepEqual(sessionQuickPickItem(aWorkbookSession({ key }), someTime), {
      key,
      label: 'Budget.xlsx',
      description: '1a2b3c4d',
      detail: 'about 5 minutes left · persistent · ada@example.com',
      icon: 'save',
    });
  });

  it('marks a sandbox, and leaves out an account that is not known', () => {
    const inSandbox = sessionQuickPickItem(aWorkbookSession({ target: aSandbox() }), someTime);
    assert.equal(inSandbox.detail, 'about 5 minutes left · persistent · sandbox');
    const { account, ...session } = aWorkbookSession();
    assert(account);
    assert.equal(
      sessionQuickPickItem(session, someTime).detail,
      'about 5 minutes left · persistent',
    );
  });

  it('draws no icon out of a name', () => {
    const item = sessionQuickPickItem(aWorkbookSession({ workbookName: '$(x) a' }), someTime);
    assert.equal(item.label, '$ (x) a');
  });
});
