import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { WorkbookSessionsApi } from '../../src/api/workbookSessions';
import { toolNames, type ToolName } from '../../src/contributions';
import { productApi, useProductOnSandbox } from './support';

interface Answer {
  readonly sessions?: readonly { readonly key: string; readonly workbook: string }[];
  readonly outcomes?: readonly Readonly<Record<string, string>>[];
}

describe('the tools for language models', () => {
  const sandbox = useProductOnSandbox();
  let api: WorkbookSessionsApi;

  before(async () => {
    api = await productApi();
  });

  beforeEach(() => {
    sandbox().reset();
  });

  it('are known to VS Code', () => {
    const known = vscode.lm.tools.map(({ name }) => name);
    assert.deepEqual(
      toolNames.filter((name) => !known.includes(name)),
      [],
    );
  });

  it('list the sessions by their keys without a question, a request, or an ID', async () => {
    const text = await textOf('list_workbook_sessions', {});
    const { sessions = [] } = JSON.parse(text) as Answer;
    const listed = api.sessions().map(({ key }) => key);
    assert.deepEqual(sessions.map(({ key }) => key).sort(), [...listed].sort());
    for (const { sessionId, driveId, itemId } of sandbox().openSessions) {
      for (const id of [sessionId, driveId, itemId]) {
        assert.ok(!text.includes(id));
      }
    }
    assert.deepEqual(sandbox().requests, []);
  });

  it('refresh sessions, and say how each key fared', async () => {
    const keys = api.sessions().map(({ key }) => key);
    const text = await textOf('refresh_workbook_sessions', { keys: [...keys, 'x', ...keys] });
    const { outcomes = [] } = JSON.parse(text) as Answer;
    assert.deepEqual(
      outcomes.map(({ key }) => key),
      [...keys, 'x'],
    );
    const ended = outcomes.map(({ outcome }) => outcome);
    assert.equal(ended.filter((each) => each === 'refreshed').length, sandbox().samples.length);
    assert.equal(ended.at(-1), 'notListed');
    // Sessions of other tests' sandboxes can be listed too. Nobody answers for those.
    const others = outcomes.filter(({ outcome }) => outcome === 'failed');
    assert.ok(others.every(({ reason, advice }) => reason && advice));
    assert.equal(sandbox().requests.length, sandbox().samples.length);
  });

  it('close nothing before the user has agreed, even where VS Code allows the tool', async () => {
    const before = api.sessions();
    const keys = before.map(({ key }) => key);
    // A test run accepts VS Code's own question. It refuses ours with an error that nobody expects.
    await assert.rejects(call('close_workbook_sessions', { keys }), /Something unexpected/);
    assert.deepEqual(api.sessions(), before);
    assert.deepEqual(sandbox().requests, []);
  });

  it('ask nobody about keys that are not listed', async () => {
    const text = await textOf('close_workbook_sessions', { keys: ['x', '__proto__'] });
    const { outcomes } = JSON.parse(text) as Answer;
    assert.deepEqual(
      outcomes?.map(({ outcome }) => outcome),
      ['notListed', 'notListed'],
    );
  });

  for (const name of ['close_workbook_sessions', 'refresh_workbook_sessions'] as const) {
    it(`say what ${name} takes when a model gives anything else`, async () => {
      for (const input of [{}, { keys: [] }, { keys: 'x' }, { keys: [7] }]) {
        await assert.rejects(call(name, input), /keys/);
      }
      assert.deepEqual(sandbox().requests, []);
    });
  }
});

function call(name: ToolName, input: object): Promise<vscode.LanguageModelToolResult> {
  return Promise.resolve(vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }));
}

async function textOf(name: ToolName, input: object): Promise<string> {
  const [part, ...others] = (await call(name, input)).content;
  assert.ok(part instanceof vscode.LanguageModelTextPart);
  assert.deepEqual(others, []);
  return part.value;
}
