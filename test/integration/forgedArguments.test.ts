import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CommandId } from '../../src/contributions';
import type { WorkbookSessionsApi } from '../../src/api/workbookSessions';
import { productApi, useProductOnSandbox } from './support';

const commands = [
  'workbookSessions.createAnother',
  'workbookSessions.closeSession',
  'workbookSessions.closeSessions',
  'workbookSessions.closeWorkbookSessions',
  'workbookSessions.refreshSession',
  'workbookSessions.refreshSessions',
  'workbookSessions.createAgain',
  'workbookSessions.forgetSession',
  'workbookSessions.forgetSessions',
  'workbookSessions.copySessionId',
  'workbookSessions.copyWorkbookAddress',
  'workbookSessions.copyAs',
  'workbookSessions.openWorkbook',
  'workbookSessions.signInAs',
  'workbookSessions.trackFound',
  'workbookSessions.closeFound',
] as const satisfies readonly CommandId[];

/** What another extension may pass as the clicked row and as the selected rows. */
const forgeries: readonly (readonly [string, unknown, unknown?])[] = [
  ['a text', 'session'],
  ['an empty text', ''],
  ['a number', 0],
  ['a boolean', false],
  ['an empty object', {}],
  ['an array', [[]]],
  [
    'a row that does not exist',
    { kind: 'session', id: 'x', key: 'x', contextValue: 'session.open.persistent' },
  ],
  ['a workbook that does not exist', { kind: 'workbook', id: 'workbook x', sessions: [] }],
  ['a function', () => undefined],
  ['a symbol', Symbol('id')],
  ['a row without prototype', Object.assign(Object.create(null) as object, { id: 'x' })],
  ['an inherited id', Object.create({ id: 'x' })],
  ['an id that is an object', { id: { toString: () => 'x' } }],
  ['names of the language', { id: '__proto__' }, [{ id: 'constructor' }, { id: 'toString' }]],
  ['a huge selection', undefined, Array.from({ length: 200_000 }, (_, id) => ({ id: String(id) }))],
  ['a selection with holes', undefined, Object.assign([], { 3: { id: 'x' } })],
  ['a selection of nothing but a text', 'x', ['selection']],
  ['a row that was drawn anew under the click', undefined, undefined],
  ['a selection that is an array in name only', {}, { length: 1e9, 0: { id: 'x' } }],
];

describe('Commands that another extension calls with forged arguments', () => {
  const sandbox = useProductOnSandbox();
  let api: WorkbookSessionsApi;

  before(async () => {
    api = await productApi();
    await vscode.env.clipboard.writeText('untouched');
  });

  beforeEach(() => {
    sandbox().reset();
  });

  for (const [what, node, nodes] of forgeries) {
    it(`do nothing with ${what}`, async () => {
      const before = api.sessions();
      for (const command of commands) {
        await vscode.commands.executeCommand(command, node, nodes);
      }
      assert.deepEqual(api.sessions(), before);
      assert.deepEqual(sandbox().requests, []);
      assert.equal(sandbox().openSessions.length, sandbox().samples.length);
      assert.equal(await vscode.env.clipboard.readText(), 'untouched');
    });
  }

  /** Calls the commands with rows that look like those of the view, and expects that nothing comes of it. */
  const expectNothing = async (nodes: readonly object[]): Promise<void> => {
    const before = api.sessions();
    for (const command of commands) {
      await vscode.commands.executeCommand(command, nodes[0]);
      await vscode.commands.executeCommand(command, undefined, nodes);
    }
    assert.deepEqual(api.sessions(), before);
    assert.deepEqual(sandbox().requests, []);
    assert.equal(await vscode.env.clipboard.readText(), 'untouched');
  };

  it('do nothing with rows that name the ids of the service', async () => {
    await expectNothing(
      sandbox().openSessions.flatMap(({ sessionId, itemId, driveId }) => [
        { id: sessionId },
        { id: itemId },
        { id: driveId },
      ]),
    );
  });

  it('do nothing with rows of sessions that exist but that the view never handed out', async () => {
    await expectNothing(
      api.sessions().map(({ key, status, persistChanges }) => ({
        kind: 'session',
        id: key,
        key,
        contextValue: `session.${status}.${persistChanges ? 'persistent' : 'nonPersistent'}`,
      })),
    );
  });

  it('copy and forget nothing for the argument of the view’s selection', async () => {
    const before = api.sessions();
    await vscode.commands.executeCommand('workbookSessions.copySessionId', 'selection');
    await vscode.commands.executeCommand('workbookSessions.copyAs', 'selection');
    await vscode.commands.executeCommand('workbookSessions.forgetSession', 'selection');
    assert.deepEqual(api.sessions(), before);
    assert.equal(await vscode.env.clipboard.readText(), 'untouched');
  });
});
