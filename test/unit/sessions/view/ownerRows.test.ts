import assert from 'node:assert/strict';
import type { GraphTarget } from '../../../../src/model/workbookSession';
import { ownerQuestions, ownerRows } from '../../../../src/sessions/view/ownerRows';
import { aSandbox, aWorkbookSession, anAccount, globalGraph } from '../../../builders';

const ada = anAccount('ada');
const grace = anAccount('grace');

describe('ownerRows', () => {
  it('offers the account in use first, then other owners in the same Graph, then an unknown account', () => {
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

  it('is empty if no account is known', () => {
    const { account, ...session } = aWorkbookSession();
    assert(account);
    assert.deepEqual(ownerRows(globalGraph, undefined, [session]), []);
  });

  it('shows names as plain text', () => {
    const [row] = ownerRows(globalGraph, { id: 'x', label: '$(alert) a\nb' }, []);
    assert.equal(row?.label, '$ (alert) a b');
  });
});

describe('ownerQuestions', () => {
  const usGov: GraphTarget = { cloud: 'usGov' };
  const some = (count: number, workbook: Parameters<typeof ownerQuestions>[0][number]) =>
    Array.from({ length: count }, () => workbook);

  it('asks once for each Graph, names it, and counts its sessions', () => {
    assert.deepEqual(
      ownerQuestions([...some(150, { target: globalGraph }), ...some(50, { target: usGov })]),
      [
        { target: globalGraph, text: 'Which account opened the 150 sessions in Microsoft Graph?' },
        {
          target: usGov,
          text: 'Which account opened the 50 sessions in Microsoft Graph, US Government (L4)?',
        },
      ],
    );
    assert.deepEqual(
      ownerQuestions([
        { target: globalGraph },
        { target: usGov, account: ada },
        { target: aSandbox() },
      ]),
      [{ target: globalGraph, text: 'Which account opened the session in Microsoft Graph?' }],
    );
  });

  it('does not name the Graph if there is only one', () => {
    const text = (count: number) => ownerQuestions(some(count, { target: globalGraph }))[0]?.text;
    assert.equal(text(1), 'Which account opened the session?');
    assert.equal(text(3), 'Which account opened the 3 sessions?');
  });

  it('does not ask about sessions whose owner is known', () => {
    assert.deepEqual(
      ownerQuestions([{ target: globalGraph, account: ada }, { target: aSandbox() }]),
      [],
    );
    assert.deepEqual(
      ownerQuestions([{ target: globalGraph, account: ada }, { target: globalGraph }]),
      [{ target: globalGraph, text: 'Which account opened the session?' }],
    );
  });
});
