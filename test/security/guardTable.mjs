// The guards behind the suite `security`: which line keeps each attack from succeeding.

/**
 * @typedef {object} Removal
 * @property {string} file seen from the repository
 * @property {string} text the guard, as it stands there once
 * @property {string} instead what is there without it
 */

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
const byteLimit = without('base/http.ts', 'if (size > maxBodyBytes) {', 'if (size < 0) {');
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
  'file.isFile() && file.size <= largestBytes',
  'file.size <= largestBytes',
);
const smallFile = without(
  'storage/files.ts',
  'file.isFile() && file.size <= largestBytes',
  'file.isFile()',
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
  'sessions/sessionFileStore.ts',
  'await this.files.create(path, text);',
  'await this.files.create(path, text); await this.files.create(`${path}.bak`, text);',
);

/** @type {readonly Guard[]} */
export const guards = [
  graph(
    'redirects a close to another server',
    without('base/http.ts', "redirect: 'manual'", "redirect: 'follow'"),
  ),
  graph('leads a long creation to another server by Location', ownOrigin),
  graph('leads a long creation to another server by resourceLocation', ownOrigin),
  graph('leads the list of a folder to another server by @odata.nextLink', ownOrigin),
  graph('gives a session an id that splits the next request', safeId),
  graph('gives a workbook an id of dots or slashes, which leads to another path', safeSegment),
  graph('never ends its answer', byteLimit),
  graph('lets its answer drip', without('base/http.ts', "this.end('timedOut');")),
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
    'wants us to wait for a year',
    without(
      'requests/requestScheduler.ts',
      'return delayMs > left - shortestAttemptMs ? undefined : delayMs;',
      'return delayMs;',
    ),
  ),
  graph(
    'says the token and the session id back, as its error code and its request id',
    without('graph/graphErrors.ts', "known ?? 'an unknown code'", 'codes[0]'),
  ),
  graph(
    'says the token and the session id back, as its error code and its request id',
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
  addresses('would run something instead of opening a page', noProtocol),
  addresses('hides its host behind a user name', noUser),
  addresses(
    'is opened unasked because its host looks like SharePoint',
    without(
      'model/webUrl.ts',
      "isTenant.test(tenant) && domain.join('.') === sharePointDomains[cloud]",
      "tenant !== '' && domain.join('.').includes(sharePointDomains[cloud])",
    ),
  ),

  records(
    'names a file outside the folder by its key',
    without('sessions/sessionFileStore.ts', 'if (!isKey(key)) {', "if (key === '') {"),
  ),
  records(
    'brings the prototype of every object along',
    without('base/json.ts', 'JSON.parse(text);', 'Object.assign({}, JSON.parse(text));'),
  ),
  records('has a hundred megabytes', smallFile),
  records('is a link to a file elsewhere', plainFile),
  records(
    'leads the session id to another server',
    without('sessions/recordFormat.ts', 'loopbackOrigin(endpoint) === endpoint', 'endpoint'),
  ),
  records('leads a request to another path by its ids', safeSegment),
  records('splits a request by its session id', safeId),
  records(
    'is listed when it is an honest one: the attacks below are no mere typing errors',
    without(
      'sessions/recordFormat.ts',
      "if (json['version'] !== recordVersion) {",
      'if (json !== undefined) {',
    ),
  ),
  records(
    'holds ten thousand records',
    without('sessions/sessionFileStore.ts', 'const filesAtOnce = 32;', 'const filesAtOnce = 4096;'),
  ),
  records('holds a window of a hundred megabytes, and a link in the place of another', smallFile),
  records('holds a window of a hundred megabytes, and a link in the place of another', plainFile),

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
    'is to be filled with requests, violations and sessions',
    without(
      'sandbox/boundedList.ts',
      'while (this.entries.length > this.most.entries || this.size > this.most.characters) {',
      'while (this.size < 0) {',
    ),
  ),
  doors(
    'is to be filled with requests, violations and sessions',
    without(
      'sandbox/workbookActions.ts',
      'if (this.sessions.areTooMany) {',
      'if (this.sessions === undefined) {',
    ),
  ),
  doors(
    'is called with a real token, or a guessed one',
    without('sandbox/sandbox.ts', '(token: string) => token === sandboxToken', '() => true'),
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
    'is called at an admin API that it does not have',
    without(
      'sandbox/sandbox.ts',
      'adminSecret ? new AdminApi(adminSecret, sandbox) : undefined',
      'new AdminApi(String(adminSecret), sandbox)',
    ),
  ),
  doors(
    'is filled with a body that has no end',
    without('sandbox/httpMessages.ts', 'if (size > maxRequestBytes) {', 'if (size < 0) {'),
  ),
  doors(
    'listens there after the sandbox has ended',
    without(
      'accounts/credentialSelector.ts',
      "request.target.cloud === 'sandbox'",
      'request.target === undefined',
    ),
  ),
  doors(
    'is to get a real token by our own mistake',
    without('graph/graphClient.ts', 'requireMatchingToken(call);'),
  ),

  texts('holds a link, a command or an icon', markup),
  texts('is drawn in another order, or not at all', invisible),
  texts(
    'goes on in lines of its own, as if we had said them',
    without('messages/plainText.ts', ".replace(lineBreaksAndControls, ' ')"),
    without('messages/plainText.ts', ".replace(/\\s+/g, ' ')"),
  ),
  texts(
    'has two hundred thousand characters',
    without('messages/plainText.ts', 'return shortened(line);', 'return line;'),
    without('messages/plainText.ts', '.slice(0, 10 * longestTextUnits)'),
  ),
  texts(
    'is made to keep the editor busy',
    without(
      'import/accessTokensInText.ts',
      '[\\w-]{10,20000}\\.[\\w-]{1,20000}',
      '(?:[\\w-]*)*(?:[\\w-]+)+\\.[\\w-]{1,20000}',
    ),
  ),
  texts(
    'has a hundred megabytes',
    without('import/sessionScanner.ts', 'given.slice(0, longestText)', 'given'),
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
    'grows a thousandfold by its own variables',
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
    'runs a command in the shell into which its snippet is pasted',
    without(
      'snippets/quoting.ts',
      "`'${text.replaceAll(\"'\", String.raw`'\\''`)}'`",
      "`'${text}'`",
    ),
  ),

  chain('has a known hole, by npm’s audit, or the registry says that it offers no audit', {
    file: '.npmrc',
    text: 'fund=false',
    instead: 'fund=false\nregistry=http://127.0.0.1:9/\nfetch-retries=0',
  }),
  chain(
    'has a license that binds whoever installs us',
    without('base/nodeFetch.ts', 'export {', "import 'argparse';\nexport {"),
  ),
  chain('is not named in the notices (`npm run notices` writes them anew)', {
    file: 'THIRD-PARTY-NOTICES.txt',
    text: 'node-fetch 3',
    instead: 'node-fetch 2',
  }),

  names('stand in the tree and in its tooltip', invisible),
  names('stand in the question and in the message', markup),
  others('reads everything that can be reached from the exported API', keepId, exportAll),
  others(
    'calls every command with rows that it made up',
    without(
      'sessions/ui/sessionChoice.ts',
      'rows.filter((row) => this.views.tree.hasHandedOut(row))',
      'given',
    ),
  ),
  others(
    'puts a function of its own in the place of the API’s',
    without('api/exportedApi.ts', 'Object.freeze<ExtensionExports>({', '({'),
  ),
  others('names the rows of the view as a click in it does', firstUse),
  others('runs what the Delete key runs, with a row selected', firstUse),
  others('accepts by command what the picker of sessions to close offers', firstUse),
  others('accepts by command what the pickers of a session ID to copy offer', firstUse),
  others(
    'changes its list of sessions while the user is asked',
    without('api/exportedApi.ts', 'const keys = [...requested];', 'const keys = requested;'),
  ),
  secrets(
    'go through sign-in, create, add, refresh, a failing close and copy',
    without(
      'accounts/ui/endpointGuard.ts',
      'if (!this.allowed.has(endpoint)) {',
      "if (endpoint === 'x') {",
    ),
  ),
  secrets('are told in no message and shown in no place of the window', showId),
  secrets('lie in no file but the records, which hold no token and are the user’s alone', keepCopy),
  secrets(
    'lie in no file but the records, which hold no token and are the user’s alone',
    without('storage/files.ts', "'wx', 0o600", "'wx', 0o644"),
  ),
  secrets('cannot be reached from the exported API', keepId, exportAll),
  secrets(
    'are nowhere once the sessions are off the list',
    without('sessions/sessionFileStore.ts', 'this.files.remove(this.recordPath(key)),'),
  ),
];
