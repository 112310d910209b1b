'use strict';
// VS Code's two Microsoft authentication providers, for stories. All windows share its state, one JSON file that the story writes
// (see ../microsoft.ts); every call is appended to a second file beside it.
const fs = require('node:fs');
const vscode = require('vscode');

const stateFile = process.env.TEST_PROVIDER_STATE;
const callsFile = `${stateFile}.calls`;

const providers = {
  microsoft: 'Microsoft',
  'microsoft-sovereign-cloud': 'Microsoft Sovereign Cloud',
};

exports.activate = (context) => {
  for (const [id, label] of Object.entries(providers)) {
    context.subscriptions.push(registerProvider(id, label));
  }
};

function registerProvider(providerId, label) {
  const changes = new vscode.EventEmitter();
  const ownSessions = () =>
    readState().sessions.filter((session) => session.providerId === providerId);
  let known = ownSessions();
  const tellChanges = () => {
    const sessions = ownSessions();
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
      record({ method: 'getSessions', providerId, scopes, account: options?.account?.label });
      return ownSessions().filter(
        (session) =>
          (!scopes || sameScopes(session.scopes, scopes)) &&
          (!options?.account || session.account.id === options.account.id),
      );
    },
    async createSession(scopes, options) {
      record({ method: 'createSession', providerId, scopes, account: options?.account?.label });
      const state = readState();
      if (state.refuse !== '') {
        throw new Error(state.refuse);
      }
      const name = state.insistsOn || (options?.account?.label ?? state.account);
      const session = {
        providerId,
        id: `session-${state.counter + 1}`,
        accessToken: accessToken(name, scopes, state.counter + 1),
        account: { id: `id-of-${name}`, label: name },
        scopes: [...scopes],
      };
      writeState({ ...state, counter: state.counter + 1, sessions: [...state.sessions, session] });
      tellChanges();
      return session;
    },
    async getSessionsFromChallenges({ challenges, fallbackScopes }, options) {
      record({
        method: 'getSessionsFromChallenges',
        providerId,
        scopes: fallbackScopes,
        challenges,
      });
      const sessions = await provider.getSessions(fallbackScopes, options);
      return sessions.filter(({ met }) => met === JSON.stringify(challenges));
    },
    async createSessionFromChallenges({ challenges, fallbackScopes }, options) {
      record({
        method: 'createSessionFromChallenges',
        providerId,
        scopes: fallbackScopes,
        challenges,
      });
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
      record({ method: 'removeSession', providerId });
      const state = readState();
      writeState({ ...state, sessions: state.sessions.filter((session) => session.id !== id) });
      tellChanges();
    },
  };
  return vscode.Disposable.from(
    { dispose: () => fs.unwatchFile(stateFile, tellChanges) },
    vscode.authentication.registerAuthenticationProvider(providerId, label, provider, {
      supportsMultipleAccounts: true,
      supportsChallenges: true,
    }),
  );
}

function accessToken(label, scopes, counter) {
  const { claims } = readState();
  if (claims) {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return [part({ alg: 'none' }), part({ ...claims, counter }), part('signature')].join('.');
  }
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
