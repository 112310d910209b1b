import assert from 'node:assert/strict';
import { ownerQuestion, ownerRows } from '../../../src/presentation/ownerRows';
import { aSandbox, aWorkbookSession, anAccount, globalGraph } from '../../builders';

const ada = anAccount('ada');
const grace = anAccount('grace');

describe('ownerRows', () => {
  it('offer the account in use first, then other owners of the same Graph, then nobody', () => {
    const sessions = [
      aWorkbookSession({ account: grace }),
      aWorkbookSession({ account: ada }),
      aWorkbookSession({ account: grace }),
      aWorkbookSession({ account: anAccount('joan'), target: { cloud: 'usGov' } }),
      aWorkbookSession({ account: anAccount('sandbox'), target: aSandbox() }),
    ];
    assert.deepEqual(
      ownerRows(globalGraph, ada, sessions).map(({ account, description }) => [
        account,
        description,
      ]),
      [
        [ada, 'the account in use'],
        [grace, undefined],
        [undefined, undefined],
      ],
    );
  });

  it('are none when no account is known, so that nobody is asked', () => {
    const { account, ...session } = aWorkbookSession();
    assert(account);
    assert.deepEqual(ownerRows(globalGraph, undefined, [session]), []);
  });

  it('show names as plain text', () => {
    const [row] = ownerRows(globalGraph, { id: 'x', label: '$(alert) a\nb' }, []);
    assert.equal(row?.label, '$ (alert) a b');
  });

  it('ask for one session or for several', () => {
    assert.equal(ownerQuestion(1), 'Which account opened the session?');
    assert.equal(ownerQuestion(3), 'Which account opened the 3 sessions?');
  });
});
