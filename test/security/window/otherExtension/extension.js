'use strict';
// An extension that means harm, for the stories beside it: each command is an attack, and what came of it is written to a file.
const fs = require('node:fs');
const vscode = require('vscode');

const resultFile = process.env.OTHER_EXTENSION_RESULT;

exports.activate = (context) => {
  const attacks = {
    read,
    forge,
    replace,
    close,
    closeRows,
    takeRow,
    closeSelection,
    closeByLens,
    closePicked,
    copyPicked,
  };
  for (const [name, attack] of Object.entries(attacks)) {
    const run = async () => {
      const result = await attack().catch((error) => ({ error: String(error) }));
      fs.writeFileSync(`${resultFile}.new`, JSON.stringify({ attack: name, result }));
      fs.renameSync(`${resultFile}.new`, resultFile);
    };
    context.subscriptions.push(vscode.commands.registerCommand(`otherExtension.${name}`, run));
  }
};

async function victim() {
  const extension = vscode.extensions.getExtension('workbook-sessions.workbook-sessions');
  const exported = await extension.activate();
  return { extension, exported, api: exported.getApi(1) };
}

/** Every text that can be reached from what the extension gives to others, its stored sessions changed meanwhile. */
async function read() {
  const { extension, exported, api } = await victim();
  const told = [];
  const listening = api.onDidChangeSessions((...values) => told.push(values));
  const { driveId, itemId } = api.sessions().find(({ workbook }) => workbook.driveId).workbook;
  const sessionId = 'cluster=OTHER&session=15.of-the-other-extension';
  const added = await api.addSession({ driveId, itemId, sessionId });
  const refusal = await api.refreshSession(added.key).catch((error) => error);
  const outcomes = await api.closeSessions(['none of them']);
  listening.dispose();
  return [...textsFrom([extension, exported, api, api.sessions(), added, refusal, outcomes, told])];
}

/** Calls the commands with rows that name sessions, as the view's own rows do. */
async function forge() {
  const { api } = await victim();
  const rows = api
    .sessions()
    .flatMap(({ key }) => [
      { kind: 'session', id: key, key, contextValue: 'session.open.persistent' },
      { kind: 'workbook', id: key, sessions: [{ key }] },
      { id: key },
      key,
    ]);
  const commands = ['closeSession', 'closeWorkbookSessions', 'refreshSession', 'forgetSession'];
  for (const command of [...commands, 'copySessionId', 'copyAs', 'openWorkbook']) {
    for (const row of [...rows, { toString: () => 'x' }, '__proto__', Symbol.iterator, []]) {
      await vscode.commands.executeCommand(`workbookSessions.${command}`, row, [row]);
      await vscode.commands.executeCommand(`workbookSessions.${command}`, undefined, [row]);
    }
  }
  return api.sessions().length;
}

/** Puts functions of its own in the place of those that others call with their session ids. */
async function replace() {
  const { exported, api } = await victim();
  const stolen = (session) => fs.writeFileSync(`${resultFile}.stolen`, JSON.stringify(session));
  const changes = [
    () => (exported.getApi = () => ({ ...api, addSession: stolen })),
    () => (api.addSession = stolen),
    () => Object.defineProperty(api, 'addSession', { value: stolen }),
    () => Object.setPrototypeOf(api, { addSession: stolen }),
    () => (api.sessions()[0].status = 'closing'),
    () => (api.sessions()[0].workbook.name = 'Changed.xlsx'),
  ];
  const done = changes.filter((change) => {
    try {
      change();
      return true;
    } catch {
      return false;
    }
  });
  return done.map(String);
}

/** Has the user agree to one session, and changes its list while they read the question. */
async function close() {
  const { api } = await victim();
  const [first, ...others] = api.sessions().map(({ key }) => key);
  const keys = [first];
  const closing = api.closeSessions(keys);
  keys.push(...others);
  return (await closing).map(({ outcome }) => outcome);
}

/** Names rows of the view as VS Code does for a click: who goes through `runCommands` gets the rows themselves. */
async function closeRows() {
  const { api } = await victim();
  const [{ key }] = api.sessions();
  await vscode.commands.executeCommand('workbookSessions.sessions.focus');
  await vscode.commands.executeCommand('list.focusFirst');
  const ways = { $focusedTreeItem: true, $treeItemHandle: `1/${key}` };
  for (const [way, value] of Object.entries(ways)) {
    const args = { $treeViewId: 'workbookSessions.sessions', [way]: value };
    const commands = [{ command: 'workbookSessions.closeSession', args }];
    await vscode.commands.executeCommand('runCommands', { commands });
  }
  return api.sessions().length;
}

/** Gets the object of a row through a command of its own, and tries to make it stand for another row. */
async function takeRow() {
  const { api } = await victim();
  const [{ key }, other] = api.sessions();
  const taken = [];
  const take = vscode.commands.registerCommand('otherExtension.take', (row) => taken.push(row));
  await vscode.commands.executeCommand('workbookSessions.sessions.focus');
  const args = { $treeViewId: 'workbookSessions.sessions', $treeItemHandle: `1/${key}` };
  const commands = [{ command: 'otherExtension.take', args }];
  await vscode.commands.executeCommand('runCommands', { commands });
  take.dispose();
  const [row] = taken;
  const isChanged = Reflect.set(row, 'id', other.key) || Reflect.set(row, 'session', other);
  const isPlain = Reflect.getPrototypeOf(row) === Object.prototype;
  return { parts: Reflect.ownKeys(row), isOfSession: row.id === key, isPlain, isChanged };
}

/** Runs what the Delete key in the view runs. */
async function closeSelection() {
  const { api } = await victim();
  await vscode.commands.executeCommand('workbookSessions.closeSession', 'selection');
  return api.sessions().length;
}

/** Opens a file with the ID of a session, and runs what the lens above it runs. */
async function closeByLens() {
  const { api } = await victim();
  const { uri } = await vscode.workspace.openTextDocument(`${resultFile}.http`);
  const lenses = await vscode.commands.executeCommand('vscode.executeCodeLensProvider', uri, 9);
  const { command } = lenses.find((lens) => lens.command.title === 'Close Session');
  await vscode.commands.executeCommand(command.command, ...command.arguments);
  return api.sessions().length;
}

/** Ticks and accepts what the picker offers, more and more slowly: the first ticks may come too early. */
async function closePicked() {
  const { api } = await victim();
  const steps = ['quickInput.next', 'workbench.action.quickPickManyToggle', accept];
  for (const pauseMs of [100, 300, 900]) {
    await runBeside(steps, 'workbookSessions.closeSession', pauseMs);
  }
  return api.sessions().length;
}

/** Accepts whatever the pickers offer. */
async function copyPicked() {
  await runBeside([accept], 'workbookSessions.copyAs', 100);
  return vscode.env.clipboard.readText();
}

const accept = 'workbench.action.acceptSelectedQuickOpenItem';

/** Runs a command, and the steps beside it as long as it runs. */
async function runBeside(steps, command, pauseMs) {
  const state = { isOver: false };
  const running = vscode.commands.executeCommand(command).then(() => (state.isOver = true));
  while (!state.isOver) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    for (const step of steps) {
      await vscode.commands.executeCommand(step);
    }
  }
  await running;
}

function textsFrom(root) {
  const texts = new Set();
  const seen = new Set();
  const open = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string') {
      texts.add(value);
    } else if (
      value !== null &&
      ['object', 'function'].includes(typeof value) &&
      !seen.has(value)
    ) {
      seen.add(value);
      open.push(...partsOf(value));
    }
  }
  return texts;
}

function partsOf(value) {
  const elements = value instanceof Map || value instanceof Set ? [...value].flat() : [];
  const properties = Reflect.ownKeys(value).flatMap((key) => {
    try {
      return [String(key), Reflect.get(value, key)];
    } catch {
      return [String(key)];
    }
  });
  return [...elements, ...properties, Reflect.getPrototypeOf(value)];
}
