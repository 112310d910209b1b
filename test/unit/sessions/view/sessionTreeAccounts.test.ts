import assert from 'node:assert/strict';
import type { IsAccountUnavailable } from '../../../../src/sessions/view/sessionTree';
import { childrenOf, sessionNodesIn } from '../../../../src/sessions/view/treeNode';
import type { TreeNode } from '../../../../src/sessions/view/treeNode';
import type { WorkbookSession } from '../../../../src/model/workbookSession';
import { aSandbox, anAccount, aWorkbookSession, someTime } from '../../../builders';
import { accountRows, aTree } from '../../../rows';

const key = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
const ids = { driveId: 'b!drive', itemId: '01' };

const ofAda = aWorkbookSession({ key: key(1), ids });
const ofGrace = aWorkbookSession({ key: key(2), ids, account: anAccount('grace') });
const inSandbox = aWorkbookSession({ key: key(3), ids, target: aSandbox('one') });
const inOtherSandbox = aWorkbookSession({ key: key(4), ids, target: aSandbox('other') });
const { account: ada, ...ofNobody } = aWorkbookSession({ key: key(5), ids });
const inGov = aWorkbookSession({ key: key(6), ids, target: { cloud: 'usGov' } });

const accountsOf = (sessions: readonly WorkbookSession[], isUnavailable?: IsAccountUnavailable) =>
  accountRows(sessions, someTime, isUnavailable);

describe('SessionTree with accounts', () => {
  it('has no account rows if all sessions belong to one account', () => {
    for (const sessions of [[], [ofAda], [ofNobody], [inSandbox, inOtherSandbox], [inGov]]) {
      const tree = aTree(sessions, someTime, () => true);
      assert.ok(tree.rows.every(({ kind }) => kind === 'workbook'));
      assert.deepEqual(tree.accountSessions, []);
      const [row] = tree.rows;
      assert.equal(row && tree.parentOf(row), undefined);
    }
  });

  it('has a row for each account, with its workbooks and sessions under it', () => {
    const rows = accountsOf([ofGrace, ofAda]);
    assert.deepEqual(
      rows.map(({ workbooks, ...row }) => [
        row,
        workbooks.map(({ label, sessions }) => [label, sessions.map((one) => one.key)]),
      ]),
      ['ada', 'grace'].map((name, n) => [
        {
          kind: 'group',
          id: `account ["global","${name}-object-id.tenant-id"]`,
          label: `${name}@example.com`,
          description: '1 · ~5 min',
          contextValue: 'account',
          icon: 'account',
          accessibilityLabel: `Account ${name}@example.com, 1 session, about 5 minutes left`,
        },
        [['Budget.xlsx', [key(n + 1)]]],
      ]),
    );
  });

  it('sorts known accounts first, then the unknown account, then the sandbox', () => {
    const sessions = [inSandbox, ofNobody, ofGrace, inGov, inOtherSandbox, ofAda];
    const rows = accountsOf(sessions);
    assert.deepEqual(
      rows.map(({ label, description, icon }) => [label, description, icon]),
      [
        ['ada@example.com', '1 · ~5 min', 'account'],
        ['ada@example.com', '1 · ~5 min · US Government (L4)', 'account'],
        ['grace@example.com', '1 · ~5 min', 'account'],
        ['Unknown account', '1 · ~5 min', 'account'],
        ['Sandbox', '2 · ~5 min', 'beaker'],
      ],
    );
    assert.deepEqual(rows, accountsOf([...sessions].reverse()));
    assert.deepEqual(
      rows.at(-1)?.workbooks.map(({ description }) => description),
      ['1 · ~5 min · sandbox', '1 · ~5 min · sandbox'],
    );
    const label = rows.at(-1)?.accessibilityLabel;
    assert.equal(label, 'Sandbox, 2 sessions, about 5 minutes left');
  });

  it('has separate rows for accounts with the same name and for one account in two clouds', () => {
    const double = aWorkbookSession({
      key: key(7),
      account: { id: 'other', label: ada?.label ?? '' },
    });
    const rows = accountsOf([ofAda, double, inGov]);
    assert.equal(new Set(rows.map(({ id }) => id)).size, 3);
    const tree = aTree([ofAda, double, inGov, ofNobody], someTime);
    assert.equal(tree.accountSessions.length, 4);
  });

  it('asks to sign in for an account that is known to be signed out', () => {
    const rows = accountsOf(
      [ofAda, ofGrace, inGov],
      ({ account, target }) => account?.label === 'grace@example.com' || target.cloud === 'usGov',
    );
    const grace = rows.find((row) => row.label === 'grace@example.com');
    assert.equal(grace?.description, 'signed out · 1 · ~5 min');
    assert.equal(grace.contextValue, 'account.unavailable');
    assert.match(
      grace.accessibilityLabel,
      /, Sign in as grace@example\.com to close, 1 session, about 5/,
    );
    const inCloud = rows.find((row) => row.description.endsWith('(L4)'));
    assert.equal(inCloud?.description, 'signed out · 1 · ~5 min · US Government (L4)');
    assert.equal(rows.find((row) => row.description === '1 · ~5 min')?.contextValue, 'account');
  });

  it('gives each row its own ID even if two accounts have sessions of the same workbook', () => {
    const { rows } = aTree([ofAda, ofGrace, ofNobody, inSandbox, inGov], someTime);
    const all = (nodes: readonly TreeNode[]): readonly TreeNode[] =>
      nodes.flatMap((node) => [node, ...all(childrenOf(node))]);
    const seen = all(rows).map(({ id }) => id);
    assert.equal(new Set(seen).size, seen.length);
    assert.equal(sessionNodesIn(rows).length, 5);
  });

  it('shows a hostile name as plain text', () => {
    const account = { id: 'x', label: `[x](command:evil)\n\u202E${'y'.repeat(10_000)}` };
    const rows = accountsOf([ofAda, aWorkbookSession({ key: key(8), account })], () => true);
    for (const { label, description, accessibilityLabel } of rows) {
      assert.doesNotMatch(`${label}${description}${accessibilityLabel}`, /[\n\u202E]/);
      assert.ok(label.length < 300);
    }
  });
});

describe('parentOf', () => {
  const tree = aTree([ofAda, ofGrace], someTime);
  const [account] = tree.rows;
  const [workbook] = account ? childrenOf(account) : [];

  it('finds the workbook above a session and the account above a workbook', () => {
    const session = tree.rowOf(key(1));
    assert.ok(session && workbook && account);
    assert.equal(tree.parentOf(session), workbook);
    assert.equal(tree.parentOf(workbook), account);
    assert.equal(tree.parentOf(account), undefined);
    assert.equal(tree.rowOf('gone'), undefined);
  });
});
