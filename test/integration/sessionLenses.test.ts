import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { WorkbookSessionsApi } from '../../src/api/workbookSessions';
import { Emitter } from '../../src/base/event';
import { SessionLensProvider } from '../../src/import/ui/sessionLensProvider';
import { lensDocuments } from '../../src/import/ui/lensRegistrar';
import { longestTextWithLenses } from '../../src/import/sessionLenses';
import { aWorkbookSession } from '../builders';
import { ManualClock } from '../fakes/manualClock';
import {
  productApi,
  reachableTexts,
  removeUserSettings,
  setUserSettings,
  useProductOnSandbox,
  waitFor,
} from './support';

const notListed = ['Track Session', 'Close Session'];

describe('Lenses in the editor', () => {
  const sandbox = useProductOnSandbox();
  let api: WorkbookSessionsApi;
  let folder: string;
  let files = 0;

  before(async () => {
    api = await productApi();
    folder = mkdtempSync(path.join(tmpdir(), 'workbook-sessions-lenses-'));
  });

  beforeEach(() => {
    sandbox().reset();
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true });
  });

  const sample = () => {
    const [first] = sandbox().openSessions;
    assert.ok(first);
    return first;
  };
  /** The ID of a session that is not listed. */
  const newId = () => `cluster=PUS7&session=15.${crypto.randomUUID()}&usid=${crypto.randomUUID()}`;
  const answerOf = (sessionId: string) =>
    JSON.stringify({ id: sessionId, persistChanges: true }, undefined, 2);
  /** A createSession with its answer, as a log has it. */
  const exchangeOf = (sessionId: string) =>
    [
      `POST ${sandbox().endpoint}/v1.0/drives/${sample().driveId}/items/${sample().itemId}/workbook/createSession`,
      '',
      'HTTP/1.1 201 Created',
      '',
      answerOf(sessionId),
    ].join('\n');
  const requestOf = (sessionId: string) =>
    [
      `POST ${sandbox().endpoint}/v1.0/drives/${sample().driveId}/items/${sample().itemId}/workbook/refreshSession`,
      `workbook-session-id: ${sessionId}`,
    ].join('\n');
  const open = (content: string, name = 'requests.http') => {
    files += 1;
    const file = path.join(folder, `${files}-${name}`);
    writeFileSync(file, content);
    return vscode.workspace.openTextDocument(vscode.Uri.file(file));
  };
  const lensesIn = ({ uri }: vscode.TextDocument) =>
    vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 1000);
  const titlesIn = async (document: vscode.TextDocument) =>
    (await lensesIn(document)).map(({ command }) => command?.title);

  it('are above the header of a session in a plain .http file, at the use of a variable', async () => {
    const id = newId();
    const document = await open(`@session = ${id}\n${requestOf('{{session}}')}`);
    assert.equal(document.languageId, 'plaintext');
    const lenses = await lensesIn(document);
    assert.deepEqual(
      lenses.map(({ command, range }) => [range.start.line, command?.title]),
      [
        [2, 'Track Session'],
        [2, 'Close Session'],
      ],
    );
  });

  for (const language of ['json', 'jsonc']) {
    it(`are above an answer to createSession in a new document of the language ${language}`, async () => {
      const content = answerOf(newId());
      const document = await vscode.workspace.openTextDocument({ content, language });
      assert.deepEqual(await titlesIn(document), notListed);
    });
  }

  it('are in documents of the languages of other extensions, and in no copies', () => {
    const isMatch = (uri: string, languageId: string) =>
      vscode.languages.match(lensDocuments, {
        ...{ uri: vscode.Uri.parse(uri), languageId, isUntitled: uri.startsWith('untitled') },
        fileName: uri,
      } as unknown as vscode.TextDocument) > 0;
    for (const language of ['http', 'rest', 'json', 'jsonc']) {
      for (const scheme of ['file', 'untitled', 'vscode-remote', 'vscode-vfs']) {
        assert.ok(isMatch(`${scheme}:/a/b.txt`, language), `${scheme} ${language}`);
      }
      for (const scheme of ['git', 'output', 'vscode-userdata', 'search-editor']) {
        assert.ok(!isMatch(`${scheme}:/a/b.http`, language), `${scheme} ${language}`);
      }
    }
    assert.ok(isMatch('file:///a/b.rest', 'plaintext'));
    assert.ok(!isMatch('file:///a/b.log', 'plaintext'));
  });

  it('are not in documents of other languages', async () => {
    const content = requestOf(newId());
    const document = await vscode.workspace.openTextDocument({ content, language: 'plaintext' });
    assert.deepEqual(await titlesIn(document), []);
  });

  it('are not in a text of more than a megabyte', async () => {
    const text = `${requestOf(newId())}\n`;
    const longest = await open(text + ' '.repeat(longestTextWithLenses - text.length));
    assert.deepEqual(await titlesIn(longest), notListed);
    const tooLong = await open(text + ' '.repeat(longestTextWithLenses - text.length + 1));
    assert.deepEqual(await titlesIn(tooLong), []);
  });

  it('are above the first fifty lines with sessions', async () => {
    const document = await open(Array.from({ length: 60 }, () => requestOf(newId())).join('\n\n'));
    assert.equal(new Set((await lensesIn(document)).map(({ range }) => range.start.line)).size, 50);
  });

  it('appear and disappear with the setting', async () => {
    const document = await open(requestOf(newId()));
    await setUserSettings({ 'workbookSessions.codeLens': false });
    try {
      await waitFor(async () => (await titlesIn(document)).length === 0, { what: 'no lenses' });
    } finally {
      await removeUserSettings('workbookSessions.codeLens');
    }
    await waitFor(async () => (await titlesIn(document)).length === 2, { what: 'the lenses' });
  });

  it('track a session, say its state afterwards, and send nothing to show it', async () => {
    const document = await open(exchangeOf(newId()));
    const lenses = await lensesIn(document);
    assert.deepEqual(sandbox().requests, []);
    const [track] = lenses;
    assert.ok(track?.command);
    const before = api.sessions().length;
    const { command, arguments: args = [] } = track.command;
    await vscode.commands.executeCommand(command, ...(args as unknown[]));
    assert.equal(api.sessions().length, before + 1);
    assert.ok(sandbox().requests.every(({ action }) => action === 'getItem'));
    assert.deepEqual(await titlesIn(document), ['unchecked', 'Close Session']);
  });

  it('are asked for again when the minute of a listed session changes, while the user sees it', async () => {
    const clock = new ManualClock();
    const changes = new Emitter<ReadonlySet<string>>();
    const clearings = new Emitter<undefined>();
    const session = aWorkbookSession({ status: 'open', expiresAt: clock.now() + 3.5 * 60_000 });
    let refreshes = 0;
    const provider = new SessionLensProvider({
      clock,
      refresh: () => {
        refreshes += 1;
      },
      sandbox: { onDidChange: new Emitter<undefined>().event, target: () => session.target },
      service: {
        keyOf: () => session.key,
        onDidChangeSessions: changes.event,
        recent: { all: () => [], onDidClear: clearings.event },
        session: () => session,
      },
      settings: { onDidChange: new Emitter<undefined>().event },
    });
    try {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await waitFor(() => vscode.window.visibleTextEditors.length === 0, { what: 'no editor' });
      const document = await open(requestOf(newId()));
      const title = () => provider.lensesOf(document)[0]?.command?.title;
      assert.equal(title(), 'about 4 minutes left');
      changes.fire(new Set());
      await clock.advance(29_000);
      assert.equal(refreshes, 0, 'Nobody sees the document.');
      await vscode.window.showTextDocument(document);
      await waitFor(() => vscode.window.visibleTextEditors.length === 1, { what: 'the editor' });
      assert.equal(title(), 'about 4 minutes left');
      await clock.advance(999);
      assert.equal(refreshes, 0);
      await clock.advance(1);
      assert.equal(refreshes, 1);
      assert.equal(title(), 'about 3 minutes left');
      changes.fire(new Set());
      assert.equal(refreshes, 2);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await waitFor(() => vscode.window.visibleTextEditors.length === 0, { what: 'no editor' });
      provider.lensesOf(document);
      await clock.advance(0);
      assert.equal(clock.waits, 0, 'No timer runs for a document that nobody sees.');
    } finally {
      provider.dispose();
    }
  });

  it('tell another extension no session ID', async () => {
    const id = newId();
    const lenses = await lensesIn(await open(requestOf(id)));
    assert.ok(lenses.length > 0);
    assert.ok([...reachableTexts(lenses)].every((text) => !text.includes(id.slice(0, 30))));
  });

  it('do nothing with a place that has no session or is not open', async () => {
    const document = await open(exchangeOf(newId()));
    const plain = await vscode.workspace.openTextDocument({ content: exchangeOf(newId()) });
    const { version } = document;
    const uri = document.uri.toString();
    const line = exchangeOf('')
      .split('\n')
      .findIndex((text) => text.includes('"id"'));
    const places = [
      { uri, version, line: 0 },
      { uri, version, line: -1 },
      { uri, version, line: Number.NaN },
      { uri, version: version + 1, line },
      { uri: 'file:///nothing.http', version, line },
      { uri: plain.uri.toString(), version: plain.version, line },
      { uri: { toString: () => uri }, version, line },
      [uri, version, line],
    ];
    const before = api.sessions();
    for (const place of places) {
      await vscode.commands.executeCommand('workbookSessions.trackFound', place);
      await vscode.commands.executeCommand('workbookSessions.closeFound', place);
    }
    assert.deepEqual(api.sessions(), before);
    assert.deepEqual(sandbox().requests, []);
    // The place itself counts.
    await vscode.commands.executeCommand('workbookSessions.trackFound', { uri, version, line });
    assert.equal(api.sessions().length, before.length + 1);
  });
});
