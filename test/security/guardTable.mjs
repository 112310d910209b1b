// The guards behind the suite `security`: which line keeps each attack from succeeding.

/** @typedef {import('../host/repositoryCopy.mjs').Replacement} Removal the text is a guard */

/**
 * @typedef {object} Guard
 * @property {string} test the title of the test that fails without it
 * @property {string} in the test's file, in `test/security`
 * @property {readonly Removal[]} removals
 */

/** @param {string} file @param {string} text @param {string} instead @returns {Removal} */
const without = (file, text, instead = '') => ({ file: `src/${file}`, text, instead });

/** @param {string} file @returns {(test: string, ...removals: Removal[]) => Guard} */
const of =
  (file) =>
  (test, ...removals) => ({ test, in: file, removals });

const graph = of('hostileGraph.test.ts');
const addresses = of('hostileAddresses.test.ts');
const records = of('hostileRecords.test.ts');
const doors = of('sandboxDoors.test.ts');
const texts = of('hostileTexts.test.ts');
const chain = of('supplyChain.test.ts');
const programs = of('recordedPrograms.test.ts');
const names = of('window/hostileNames.test.ts');
const others = of('window/otherExtension.test.ts');
const secrets = of('window/secrets.test.ts');

const ownOrigin = without(
  'graph/graphClient.ts',
  "link?.origin === new URL(baseUrl).origin && link.username + link.password === ''",
  'link !== undefined',
);
const exactOrigin = without(
  'graph/cloudHosts.ts',
  'graphOrigins[cloud] === origin',
  'origin.includes(new URL(graphOrigins[cloud]).hostname)',
);
const firstLetters = without(
  'graph/cloudHosts.ts',
  'graphOrigins[cloud] === origin',
  "origin.replace(/[^a-z.:/]/g, 'a').includes('m')",
);
const byteLimit = without('base/http.ts', 'if (size > maxBytes) {', 'if (size < 0) {');
const safeId = without('model/sessionId.ts', ' && /^[\\x21-\\x7E]+$/.test(text)', '');
const safeSegment = without('model/workbook.ts', '!/^[.\\s]+$/.test(segment) &&', '');
const noProtocol = without(
  'model/webUrl.ts',
  "url?.protocol !== 'https:' ||",
  'url === undefined ||',
);
const noUser = without('model/webUrl.ts', 'url.username || url.password ||', '');
const loopbackOnly = without(
  'base/loopbackOrigin.ts',
  '(127\\.0\\.0\\.1|\\[::1\\]):([1-9]\\d{0,4})\\/?$/',
  '([^/]*):(\\d+).*$/',
);
const plainFile = without(
  'storage/files.ts',
  'isPlain || (await this.system.lstat(path)).isFile()',
  'true',
);
const smallFile = without(
  'storage/files.ts',
  'const isLarge = length > largestBytes;',
  'const isLarge = false;',
);
const markup = without('messages/plainText.ts', ".replace(markup, '$1 ')");
const invisible = without('messages/plainText.ts', ".replace(invisible, '')");
const keepId = without('sessions/sessionSnapshots.ts', '...withoutSessionId(entry),', '...record,');
const exportAll = without(
  'api/exportedApi.ts',
  'return Object.freeze({\n    key,',
  'return Object.freeze({\n    ...session,\n    key,',
);
const showId = without(
  'sessions/sessionSnapshots.ts',
  'workbookName: activity.workbookName ?? record.workbookName,',
  'workbookName: record.sessionId,',
);
const firstUse = without(
  'window/firstUseInWindow.ts',
  'this.agreed.has(act) ||',
  'this.agreed !== undefined ||',
);
const keepCopy = without(
  'sessions/store/sessionFileStore.ts',
  'await this.inFolder.make();',
  'await this.inFolder.make(); await this.files.create(`${this.recordPath(key)}.bak`, text);',
);

/** @type {readonly Guard[]} */
export const guards = [
  graph(
    'redirects a close to another server',
    without('base/http.ts', "redirect: 'manual'", "redirect: 'follow'"),
  ),
  graph('redirects a long-running creation to another server by Location', ownOrigin),
  graph('redirects a long-running creation to another server by resourceLocation', ownOrigin),
  graph('redirects the list of a folder to another server by @odata.nextLink', ownOrigin),
  graph('gives a session an id that splits the next request', safeId),
  graph('gives a workbook an id with dots or slashes that leads to another path', safeSegment),
  graph('never ends its answer', byteLimit),
  graph('sends its answer byte by byte', without('base/http.ts', "this.end('timedOut');")),
  graph('packs sixty megabytes into an answer of sixty kilobytes', byteLimit),
  graph(
    'nests its JSON a hundred thousand deep',
    without('graph/graphErrors.ts', ' && levels.length < 8', ''),
  ),
  graph(
    'names its session __proto__',
    without('base/json.ts', 'JSON.parse(text);', 'Object.assign({}, JSON.parse(text));'),
  ),
  graph(
    'tells the extension to wait for a year',
    without(
      'requests/retryState.ts',
      'return delayMs > leftMs ? undefined : delayMs;',
      'return delayMs;',
    ),
  ),
  graph(
    'reflects the token and the session id in its error code and its request id',
    without('graph/graphErrors.ts', "known ?? 'an unknown code'", 'codes[0]'),
  ),
  graph(
    'reflects the token and the session id in its error code and its request id',
    without('graph/graphClient.ts', 'withoutReflectedSecrets(received, secrets)', 'received'),
  ),

  addresses('is pasted with a host that begins or ends as Graph’s does', exactOrigin),
  addresses('is pasted with Graph as the user name of another host', exactOrigin),
  addresses('is pasted with a port', exactOrigin),
  addresses('is pasted with letters of another script', firstLetters),
  addresses('is pasted with a dot at the end', exactOrigin),
  addresses(
    'is a sharing link of a host that looks like SharePoint',
    without(
      'model/webUrl.ts',
      "domain.join('.') === sharePointDomains[cloud]",
      "domain.join('.').includes(sharePointDomains[cloud])",
    ),
  ),
  addresses('names another host as the local stand-in for Graph', loopbackOnly),
  addresses('names another host as the sandbox', loopbackOnly),
  addresses('would run a program instead of opening a page', noProtocol),
  addresses('hides its host behind a user name', noUser),
  addresses(
    'is opened without a question because its host looks like SharePoint',
    without(
      'model/webUrl.ts',
      "isTenant.test(tenant) && domain.join('.') === sharePointDomains[cloud]",
      "tenant !== '' && domain.join('.').includes(sharePointDomains[cloud])",
    ),
  ),

  records(
    'has a key that names a file outside the folder',
    without('sessions/store/sessionFileStore.ts', 'if (!isKey(key)) {', "if (key === '') {"),
  ),
  records(
    'tries to change the prototype of every object',
    without('base/json.ts', 'JSON.parse(text);', 'Object.assign({}, JSON.parse(text));'),
  ),
  records('has a hundred megabytes', smallFile),
  records('is a link to a file elsewhere', plainFile),
  records(
    'would send the session id to another server',
    without('sessions/store/recordFormat.ts', 'loopbackOrigin(endpoint) === endpoint', 'endpoint'),
  ),
  records('has ids that would lead a request to another path', safeSegment),
  records('has a session id that would split a request', safeId),
  records(
    'is listed when it is valid, so that the attacks below fail for the right reason',
    without(
      'sessions/store/recordFormat.ts',
      "if (json['version'] !== recordVersion) {",
      'if (json !== undefined) {',
    ),
  ),
  records(
    'holds ten thousand records',
    without(
      'sessions/store/sessionFileStore.ts',
      'const sessionsAtOnce = 32;',
      'const sessionsAtOnce = 4096;',
    ),
  ),
  records('holds a window file of a hundred megabytes and a link instead of another', smallFile),
  records('holds a window file of a hundred megabytes and a link instead of another', plainFile),

  doors(
    'is called by a page whose name was made to resolve to this machine',
    without('sandbox/requestListener.ts', 'hosts.includes(host.toLowerCase()) &&'),
  ),
  doors(
    'is called by a page of another origin',
    without(
      'sandbox/requestListener.ts',
      'origins.every((origin) => hosts.some((own) => origin === `${protocol}//${own}`))',
      'origins.length < 2 && protocol !== ""',
    ),
  ),
  doors(
    'is called by a page of another site that names no origin',
    without(
      'sandbox/requestListener.ts',
      "sites.every((site) => site === 'none' || site === 'same-origin')",
      'sites.length >= 0',
    ),
  ),
  doors(
    'is flooded with requests, violations and sessions',
    without(
      'sandbox/boundedList.ts',
      'while (this.entries.length > this.most.entries || this.size > this.most.characters) {',
      'while (this.size < 0) {',
    ),
  ),
  doors(
    'is flooded with requests, violations and sessions',
    without(
      'sandbox/workbookActions.ts',
      'if (this.sessions.areTooMany) {',
      'if (this.sessions === undefined) {',
    ),
  ),
  doors(
    'is called with a real or a guessed token',
    without('sandbox/accessTokens.ts', 'return token === sandboxToken;', 'return true;'),
  ),
  doors(
    'is called with a real token while it accepts every token',
    without('sandbox/accessTokens.ts', '(isForGraph(word) ? removedToken : word)', 'word'),
  ),
  doors(
    'is called at its admin API with a guessed secret',
    without(
      'sandbox/adminApi.ts',
      'if (!this.knowsSecret(incoming)) {',
      'if (incoming.url === "") {',
    ),
  ),
  doors(
    'is called at an admin API that is turned off',
    without(
      'sandbox/sandbox.ts',
      'adminSecret ? new AdminApi(adminSecret, sandbox) : undefined',
      'new AdminApi(String(adminSecret), sandbox)',
    ),
  ),
  doors(
    'gets a body that never ends',
    without('sandbox/httpMessages.ts', 'if (size > maxRequestBytes) {', 'if (size < 0) {'),
  ),
  doors(
    'takes the port after the sandbox has ended',
    without(
      'accounts/credentialSelector.ts',
      "request.target.cloud === 'sandbox'",
      'request.target === undefined',
    ),
  ),
  doors(
    'would get a real token by a mistake of the extension',
    without('graph/graphClient.ts', 'requireMatchingToken(call);'),
  ),

  texts('holds a link, a command or an icon', markup),
  texts('is drawn in another order or is invisible', invisible),
  texts(
    'adds lines that look like the extension’s own',
    without('messages/plainText.ts', ".replace(lineBreaksAndControls, ' ')"),
    without('messages/plainText.ts', ".replace(/\\s+/g, ' ')"),
  ),
  texts(
    'has two hundred thousand characters',
    without('messages/plainText.ts', 'return shortened(line);', 'return line;'),
    without('messages/plainText.ts', '.slice(0, 10 * longestTextUnits)'),
  ),
  texts(
    'is written to keep the editor busy',
    without(
      'import/accessTokensInText.ts',
      '[\\w-]{10,20000}\\.[\\w-]{1,20000}',
      '(?:[\\w-]*)*(?:[\\w-]+)+\\.[\\w-]{1,20000}',
    ),
  ),
  texts(
    'has a hundred megabytes',
    without('import/sessionScanner.ts', 'input.slice(0, longestText)', 'input'),
  ),
  texts(
    'has a hundred megabytes',
    without(
      'import/workbookTextReader.ts',
      'if (text.length > longestPaste) {',
      "if (text === '') {",
    ),
  ),
  texts(
    'grows a thousandfold by the variables in it',
    without('import/textPreparation.ts', '|| growth + value.length > longestGrowth', ''),
    without('import/textPreparation.ts', '.slice(0, longestValue)', ''),
  ),
  texts(
    'hides an access token where a session id is expected',
    without(
      'import/accessTokensInText.ts',
      'return [authorization, bearer, named, jsonWebToken].reduce(',
      'return [].reduce(',
    ),
    without(
      'import/accessTokensInText.ts',
      "return text.startsWith('EwB') ||",
      "return text === '' &&",
    ),
  ),
  texts(
    'runs a command in the shell when its snippet is pasted there',
    without(
      'snippets/quoting.ts',
      "`'${text.replaceAll(\"'\", String.raw`'\\''`)}'`",
      "`'${text}'`",
    ),
  ),

  programs(
    'tells of sessions without knowing the secret',
    without(
      'recording/recordingServer.ts',
      'isSame(hello.secret, this.secret) ? this.onThread(hello, thread) : undefined',
      'this.onThread(hello, thread)',
    ),
  ),
  programs(
    'says a line of a gigabyte',
    without('recording/recordingServer.ts', '|| this.rest.length > longestLine', ''),
  ),
  programs(
    'answers for the close that another program was asked for',
    without('recording/recordedPrograms.ts', 'if (pending?.thread === thread) {', 'if (pending) {'),
  ),
  programs(
    'calls the session of another account gone',
    without(
      'recording/sessionRecorder.ts',
      ' && isOwnedBy(owner, listed, apps.get(listed.key))',
      '',
    ),
  ),
  programs(
    'contains the access token',
    without(
      'recording/debuggerCalls.ts',
      "return { type: 'call', action, origin: url.origin, path, ...defined({ sessionId }) };",
      "return { type: 'call', action, origin: url.origin, path, ...headers, sessionId };",
    ),
  ),

  chain('has a known vulnerability according to npm’s audit, unless the registry offers no audit', {
    file: '.npmrc',
    text: 'fund=false',
    instead: 'fund=false\nregistry=http://127.0.0.1:9/\nfetch-retries=0',
  }),
  chain(
    'has a license that binds the users of the extension',
    without('base/nodeFetch.ts', 'export {', "import 'argparse';\nexport {"),
  ),
  chain(
    'has a license that binds the users of the npm package of the sandbox',
    without(
      'sandbox/certificate.ts',
      "import { webcrypto } from 'node:crypto';",
      "import 'argparse';\nimport { webcrypto } from 'node:crypto';",
    ),
  ),
  chain('is not named in the notices (`npm run notices` writes them anew)', {
    file: 'THIRD-PARTY-NOTICES.txt',
    text: 'node-fetch 3',
    instead: 'node-fetch 2',
  }),

  names('are harmless in the tree and in its tooltip', invisible),
  names('are harmless in the question and in the message', markup),
  others('reads everything that the exported API gives access to', keepId, exportAll),
  others(
    'calls every command with forged rows',
    without(
      'sessions/ui/sessionChoice.ts',
      'rows.filter((row) => this.views.tree.hasHandedOut(row))',
      'rows',
    ),
  ),
  others(
    'replaces a function of the API by its own',
    without('api/exportedApi.ts', 'Object.freeze<WorkbookSessionsExports>({', '({'),
  ),
  others(
    'takes the object of a row to look behind it or to change what it stands for',
    without('sessions/ui/sessionTreeView.ts', 'Object.freeze({ id: row.id })', 'row'),
  ),
  others('passes rows of the view, as a click does', firstUse),
  others('runs the commands of the Delete key while a row is selected', firstUse),
  others('runs the command of a lens above a session in the editor', firstUse),
  others('accepts the picker of sessions to close by a command', firstUse),
  others('accepts the pickers for copying a session ID by a command', firstUse),
  others(
    'changes the list that it passed while the user is asked',
    without('api/exportedApi.ts', 'const keys = [...requested];', 'const keys = requested;'),
  ),
  secrets(
    'are used by sign-in, create, add, refresh, a failing close and copy',
    without(
      'accounts/ui/endpointGuard.ts',
      'if (!this.allowed.has(endpoint)) {',
      "if (endpoint === 'x') {",
    ),
  ),
  secrets('appear in no message and nowhere in the window', showId),
  secrets(
    'are in no file but the records, which hold no token and which only the user can read',
    keepCopy,
  ),
  secrets(
    'are in no file but the records, which hold no token and which only the user can read',
    without('storage/files.ts', "'wx', 0o600", "'wx', 0o644"),
  ),
  secrets('cannot be reached from the exported API', keepId, exportAll),
  secrets(
    'are nowhere once the sessions are no longer listed',
    without(
      'sessions/store/sessionFileStore.ts',
      'this.turns.run(() => this.files.remove(this.recordPath(key))),',
    ),
  ),
];
