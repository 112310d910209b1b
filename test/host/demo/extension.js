'use strict';
// Part of `npm start` only: lets the view with the sessions be the first thing that is seen.
const vscode = require('vscode');

exports.activate = () =>
  vscode.commands.executeCommand('workbench.view.extension.workbookSessions');
