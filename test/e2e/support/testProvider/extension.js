'use strict';
// A Microsoft authentication provider for stories. All windows share its state, one JSON file that the story writes
// (see ../microsoft.ts); every call is appended to a second file beside it.
const fs = require('node:fs');
const vscode = require('vscode');

const stateFile = process.env.TEST_PROVIDER_STATE;
const callsFile = `${stateFile}.calls`;

exports.activate = (context) => {
  const changes = new vscode.EventEmitter();
  let known = readState().sessions;
  const tellChanges = () => {
    const sessions = readState().sessions;
    const isIn = (list) => (session) => list.some(({ id }) => id === session.id);
    const added = sessions.filter((session) => !isIn(known)(session));
    const removed = known.filter((session) => !isIn(sessions)(session));
    known = sessions;
    if (added.length + removed.length > 0) {
      changes.fire({ added, removed, changed: [] });
    }
  };
  fs.watchFile(stateFile, { interval: 100 }, tellChanges);

  const provider = {
    onDidChangeSessions: changes.event,
    async getSessions(scopes, options) {
      record({ method: 'getSessions', scopes, account: options?.account?.label });
      return readState().sessions.filter(
        (session) =>
          (!scopes || sameScopes(session.scopes, scopes)) &&
          (!options?.account || session.account.id === options.account.id),
      );
    },
    async createSession(scopes, options) {
      record({ method: 'createSession', scopes, account: options?.account?.label });
      const state = readState();
      if (state.refuse !== '') {
        throw new Error(state.refuse);
      }
      const label = options?.account?.label ?? state.account;
      const session = {
        id: `session-${state.counter + 1}`,
        accessToken: accessToken(label, scopes, state.counter + 1),
        account: { id: `id-of-${label}`, label },
        scopes: [...scopes],
      };
      writeState({ ...state, counter: state.counter + 1, sessions: [...state.sessions, session] });
      tellChanges();
      return session;
    },
    async getSessionsFromChallenges({ challenges, fallbackScopes }, options) {
      record({ method: 'getSessionsFromChallenges', scopes: fallbackScopes, challenges });
      const sessions = await provider.getSessions(fallbackScopes, options);
      return sessions.filter(({ met }) => met === JSON.stringify(challenges));
    },
    async createSessionFromChallenges({ challenges, fallbackScopes }, options) {
      record({ method: 'createSessionFromChallenges', scopes: fallbackScopes, challenges });
      const { id } = await provider.createSession(fallbackScopes, options);
      const state = readState();
      const met = JSON.stringify(challenges);
      // What was signed in with less is no more.
      const sessions = state.sessions
        .filter((session) => session.id === id || !sameScopes(session.scopes, fallbackScopes))
        .map((session) => (session.id === id ? { ...session, met } : session));
      writeState({ ...state, sessions });
      tellChanges();
      return sessions.find((session) => session.id === id);
    },
    async removeSession(id) {
      record({ method: 'removeSession' });
      const state = readState();
      writeState({ ...state, sessions: state.sessions.filter((session) => session.id !== id) });
      tellChanges();
    },
  };
  context.subscriptions.push(
    { dispose: () => fs.unwatchFile(stateFile, tellChanges) },
    vscode.authentication.registerAuthenticationProvider('microsoft', 'Microsoft', provider, {
      supportsMultipleAccounts: true,
      supportsChallenges: true,
    }),
  );
};

function accessToken(label, scopes, counter) {
  const asked = scopes.filter((scope) => !scope.startsWith('VSCODE_')).join('+');
  return `test-token.${label}.${asked}.${counter}`;
}

function sameScopes(left, right) {
  return left.length === right.length && left.every((scope) => right.includes(scope));
}

function record(call) {
  fs.appendFileSync(callsFile, `${JSON.stringify(call)}\n`);
}

function readState() {
  return JSON.parse(fs.readFileSync(stateFile, 'utf8'));
}

function writeState(state) {
  const temporary = `${stateFile}.${process.pid}`;
  fs.writeFileSync(temporary, JSON.stringify(state));
  fs.renameSync(temporary, stateFile);
}
