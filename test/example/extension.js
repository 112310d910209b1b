// @ts-check
'use strict';
// An extension that uses the API of Workbook Sessions, and its tools as an assistant does. In an extension of
// your own, copy src/api/workbookSessions.d.ts beside this file and import the types from the copy.
const vscode = require('vscode');

/**
 * @typedef {import('../../src/api/workbookSessions').WorkbookSessionsApi} WorkbookSessionsApi
 * @typedef {import('../../src/api/workbookSessions').WorkbookSessionsExports} WorkbookSessionsExports
 */

/** @param {import('vscode').ExtensionContext} context */
exports.activate = async ({ subscriptions }) => {
  const api = await getApi();
  const item = vscode.window.createStatusBarItem('example', vscode.StatusBarAlignment.Right);
  const show = () => {
    item.text = `Example: ${api.sessions().length}`;
    item.show();
  };
  api.onDidChangeSessions(show, undefined, subscriptions);
  show();
  subscriptions.push(
    item,
    vscode.commands.registerCommand('workbookSessionsExample.closeAll', () => closeAll(api)),
    vscode.commands.registerCommand('workbookSessionsExample.closeAllAsAssistant', closeByTools),
  );
};

/** @returns {Promise<WorkbookSessionsApi>} */
async function getApi() {
  /** @type {vscode.Extension<WorkbookSessionsExports> | undefined} */
  const extension = vscode.extensions.getExtension('workbook-sessions.workbook-sessions');
  if (!extension) {
    throw new Error('Workbook Sessions is not installed.');
  }
  const api = (await extension.activate()).getApi(1);
  await api.whenReady;
  return api;
}

/** @param {WorkbookSessionsApi} api */
async function closeAll(api) {
  const outcomes = await api.closeSessions(api.sessions().map(({ key }) => key));
  const ends = outcomes.map(({ outcome, code }) => code ?? outcome);
  void vscode.window.showInformationMessage(`The API answered: ${ends.join(', ')}`);
}

async function closeByTools() {
  const { sessions } = await callTool('list_workbook_sessions', {});
  const keys = sessions.map((/** @type {{ key: string }} */ { key }) => key);
  const { outcomes, note } = await callTool('close_workbook_sessions', { keys });
  const ends = outcomes.map((/** @type {{ outcome: string }} */ { outcome }) => outcome);
  void vscode.window.showInformationMessage(`The tool answered: ${ends.join(', ')}. ${note ?? ''}`);
}

/**
 * @param {string} name
 * @param {object} input
 * @returns {Promise<any>} the answer, which is JSON
 */
async function callTool(name, input) {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  const texts = content.map((part) =>
    part instanceof vscode.LanguageModelTextPart ? part.value : '',
  );
  return JSON.parse(texts.join(''));
}
