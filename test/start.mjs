// A look at the extension in a real VS Code: `npm start`. Needs Node and npm only; Ctrl+C ends all of it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findDesktop, hasDisplay, startDesktop } from './host/desktop.mjs';
import { ensureInstalled } from './host/npm.mjs';
import { hostFolder, outFolder, repository } from './host/paths.mjs';
import { choosePort } from './host/ports.mjs';
import { onOrphaned, startProcess, stopProcess } from './host/processes.mjs';
import { startServer } from './host/vscodeServer.mjs';

const sandboxPort = 8365;
/** Fixed where possible: what VS Code keeps in the browser belongs to the address. */
const vscodePort = 8366;

const demoFolder = path.join(outFolder, 'demo');
const workspaceFolder = path.join(demoFolder, 'workspace');
const extensions = [repository, path.join(hostFolder, 'demo')];

const welcome = `# Workbook Sessions demo

The view at the left lists workbook sessions of the sandbox, a stand-in for Microsoft Graph on this machine.
Nothing leaves it, and no account is needed.

- Right-click a session, or use its icon, to close it.
- Press F1 and type "Workbook Sessions" for everything else.
- Click the table icon in the status bar for a list with all actions.

## The sessions of your own program

\`order-sync.js\` opens three sessions, closes two, and forgets one. To watch it:

1. Click "…" above the view, then "Open Recording Terminal".
2. Type \`node order-sync.js\` there.

Its sessions appear as it opens them. When it ends, a message offers to close the one that it forgot.
`;

/** @type {(() => Promise<void>)[]} what ends the parts that were started, in the order of their start */
const stops = [];

/** @type {Promise<void> | undefined} */
let ending;

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => void end(0));
}
onOrphaned(() => void end(0));
// The terminal may be gone when there is still something to say.
process.stdout.on('error', () => undefined);

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  void end(1);
});

async function main() {
  ensureInstalled(repository);
  build();
  const endpoint = await startSandbox();
  makeWorkspace(endpoint);
  const settings = {
    'workbookSessions.sandbox.autoStart': true,
    'workbookSessions.sandbox.endpoint': endpoint,
  };
  const desktop = findDesktop();
  const address = desktop ? showDesktop(desktop, settings) : await showInBrowser(settings);
  console.log(`\nWorkbook Sessions is running in a real VS Code.`);
  console.log(`  VS Code: ${address}`);
  console.log(`  Sandbox: ${endpoint}`);
  console.log('Press Ctrl+C to stop both.');
}

function build() {
  const { status } = spawnSync(process.execPath, ['esbuild.js'], {
    cwd: repository,
    stdio: 'inherit',
  });
  if (status !== 0) {
    throw new Error('The extension could not be built.');
  }
}

/** @param {string} endpoint the sandbox's, to which the program in the workspace sends its requests */
function makeWorkspace(endpoint) {
  mkdirSync(workspaceFolder, { recursive: true });
  const readme = path.join(workspaceFolder, 'README.md');
  if (!existsSync(readme)) {
    writeFileSync(readme, welcome);
  }
  const program = readFileSync(path.join(hostFolder, 'demo', 'order-sync.js'), 'utf8');
  const own = program.replace(`http://127.0.0.1:${sandboxPort}`, endpoint);
  writeFileSync(path.join(workspaceFolder, 'order-sync.js'), own);
}

/** @returns {Promise<string>} its address */
async function startSandbox() {
  const port = await choosePort(sandboxPort);
  const script = path.join(repository, 'dist', 'sandbox.js');
  const child = startProcess(process.execPath, [script, '--port', String(port)]);
  stops.push(() => stopProcess(child));
  child.stderr?.pipe(process.stderr);
  endWith(child, 'The sandbox');
  let said = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      said += chunk;
      const address = /https?:\/\/[^\s/]+/.exec(said);
      if (address) {
        resolve(address[0]);
      }
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error('The sandbox did not start.')));
  });
}

/**
 * @param {string} executable
 * @param {Record<string, unknown>} settings
 * @returns {string} where it is shown
 */
function showDesktop(executable, settings) {
  const options = { dataFolder: demoFolder, folder: workspaceFolder, extensions, settings };
  const child = startDesktop(executable, options);
  stops.push(() => stopProcess(child));
  child.once('error', (error) => {
    console.error(`${executable} cannot be started: ${error.message}`);
    void end(1);
  });
  child.once('exit', () => void end(0));
  child.stdout?.resume();
  child.stderr?.resume();
  return `its own window (${executable})`;
}

/**
 * @param {Record<string, unknown>} settings
 * @returns {Promise<string>} its address
 */
async function showInBrowser(settings) {
  const server = await startServer({
    dataFolder: path.join(demoFolder, 'server'),
    port: await choosePort(vscodePort),
    settings,
    extensions,
  });
  stops.push(server.stop);
  endWith(server.process, "VS Code's server");
  const address = `${server.url}?folder=${encodeURI(workspaceFolder)}`;
  openBrowser(address);
  return address;
}

/** @param {string} address */
function openBrowser(address) {
  const { platform, env } = process;
  if (env['BROWSER'] === 'none' || (platform === 'linux' && !hasDisplay(env))) {
    return;
  }
  const [command, ...args] =
    platform === 'darwin'
      ? ['open', address]
      : platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', address]
        : ['xdg-open', address];
  const opener = spawn(command ?? '', args, { stdio: 'ignore', detached: true });
  opener.once('error', () => undefined); // The address is printed anyway.
  opener.unref();
}

/**
 * Nothing works without this part: all ends when it does.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} name
 */
function endWith(child, name) {
  child.once('exit', (code) => {
    if (!ending) {
      console.error(`${name} ended with ${code}.`);
      void end(1);
    }
  });
}

/**
 * Stops every part, the last one first, and leaves.
 *
 * @param {number} code
 */
function end(code) {
  ending ??= stopAll().finally(() => process.exit(code));
  return ending;
}

async function stopAll() {
  for (const stop of stops.reverse()) {
    await stop();
  }
}
