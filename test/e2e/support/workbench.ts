import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { changePageConfiguration, launchBrowser } from '../../host/browser.mjs';
import { manifest, repository, vsixPath } from '../../host/paths.mjs';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../host/temporaryFolder.mjs';
import { type Server, startServer } from '../../host/vscodeServer.mjs';
import { waitFor } from '../../host/wait.mjs';
import { packageExtension } from '../../package.mjs';
import { MicrosoftAccounts } from './microsoft';

/** How a story wants its VS Code. */
export interface WorkbenchOptions {
  /** User settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** From `dist/` (the default), from the packed VSIX, or not at all. */
  readonly extension?: 'development' | 'vsix' | 'none';
  /** Replaces VS Code's Microsoft provider by the one for tests: see {@link Workbench.microsoft}. */
  readonly testProvider?: boolean;
  /** Turns VS Code's telemetry on, but leaves out what would send any besides the extension. */
  readonly telemetry?: boolean;
  /** Keeps every built-in extension, as a user has them. */
  readonly allBuiltins?: boolean;
  /** Takes VS Code's Microsoft provider away, as in an editor that has none. */
  readonly withoutProvider?: boolean;
  /** More switches for the browser; pages with the certificates of tests open in it too. */
  readonly browserFlags?: readonly string[];
  /** The display language; English by default. */
  readonly language?: 'pt-br' | 'qps-ploc';
  /** The folder that is opened; an empty one by default. */
  readonly workspaceFolder?: string;
  /** The `.code-workspace` file that is opened instead of a folder. */
  readonly workspaceFile?: string;
  /** What VS Code's pages are told besides, or otherwise, when they start. */
  readonly pageConfiguration?: Readonly<Record<string, unknown>>;
  /** Folders of further extensions. */
  readonly moreExtensions?: readonly string[];
  /** More environment variables for the extension host. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running VS Code with one window or more. */
export interface Workbench {
  /** The first window. */
  readonly page: Page;
  readonly context: BrowserContext;
  readonly userSettingsPath: string;
  /** The extension's `globalStorageUri` on disk. */
  readonly globalStoragePath: string;
  readonly workspaceFolder: string;
  /** The accounts of the test provider; of use only with `testProvider`. */
  readonly microsoft: MicrosoftAccounts;
  /** Opens another window on the same data, with an extension host of its own. */
  secondWindow(): Promise<Page>;
  /** Reloads a window: its extension host ends and another starts. */
  reload(page?: Page): Promise<void>;
  /** Kills the extension hosts of all windows (SIGKILL). A reload of a window starts a new one. */
  killExtensionHosts(): Promise<void>;
  /** Ends everything and removes its data. May be called twice. */
  close(): Promise<void>;
}

const open = new Set<Workbench>();

/** The workbenches that were not closed yet. */
export function openWorkbenches(): readonly Workbench[] {
  return [...open];
}

/** Starts a VS Code with the extension and opens a window of 1280 x 800. */
export async function startWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const dataFolder = makeTemporaryFolder('e2e');
  const workspaceFolder = options.workspaceFolder ?? path.join(dataFolder, 'workspace');
  await mkdir(workspaceFolder, { recursive: true });
  const microsoft = new MicrosoftAccounts(path.join(dataFolder, 'microsoft.json'));
  const server = await startServer({
    dataFolder,
    settings: {
      ...(options.telemetry ? { 'telemetry.telemetryLevel': 'all' } : {}),
      ...options.settings,
    },
    ...extensionsFor(options),
    ...(options.allBuiltins ? {} : { builtins: builtinsFor(options) }),
    env: { ...options.env, ...microsoft.env },
  });
  let browser: Browser | undefined;
  try {
    browser = await launchBrowser(options.browserFlags);
    const context = await newContext(browser, options);
    const url = `${server.url}?${placeOf(workspaceFolder, options.workspaceFile)}`;
    const page = await openWindow(context, url);
    const parts = { browser, context, page, url, server };
    return assemble({ ...parts, dataFolder, workspaceFolder, microsoft });
  } catch (error) {
    await browser?.close();
    await server.stop();
    removeTemporaryFolder(dataFolder);
    throw error;
  }
}

/** The workbench of the stories of a `describe`: it starts before them and is closed after them. */
export function useWorkbench(options: () => WorkbenchOptions = () => ({})): Workbench {
  const running: { workbench?: Workbench } = {};
  before(async () => {
    running.workbench = await startWorkbench(options());
  });
  after(() => running.workbench?.close());
  const current: ProxyHandler<Workbench> = {
    get: (_, name): unknown => {
      assert.ok(running.workbench, 'The workbench runs while the stories do.');
      return Reflect.get(running.workbench, name);
    },
  };
  return new Proxy({} as Workbench, current);
}

function extensionsFor(options: WorkbenchOptions): { extensions: string[]; vsixFiles: string[] } {
  const extensions = [...(options.moreExtensions ?? [])];
  if (options.testProvider) {
    extensions.push(path.join(__dirname, 'testProvider'));
  }
  switch (options.extension ?? 'development') {
    case 'development':
      return { extensions: [builtExtension(), ...extensions], vsixFiles: [] };
    case 'vsix':
      return { extensions, vsixFiles: [packedExtension()] };
    case 'none':
      return { extensions, vsixFiles: [] };
  }
}

/** The built-in extensions with code that stories use. The others make each start slow. */
function builtinsFor(options: WorkbenchOptions): readonly string[] {
  if (options.telemetry) {
    return []; // They have telemetry of their own.
  }
  const withMicrosoft = !options.testProvider && !options.withoutProvider;
  return ['markdown-language-features', ...(withMicrosoft ? ['microsoft-authentication'] : [])];
}

function builtExtension(): string {
  if (!existsSync(path.join(repository, 'dist', 'extension.js'))) {
    throw new Error('There is no dist/extension.js: run `npm run build` first.');
  }
  return repository;
}

function packedExtension(): string {
  return existsSync(vsixPath()) ? vsixPath() : packageExtension();
}

/** What the address of a window says about what is opened in it. */
function placeOf(workspaceFolder: string, workspaceFile: string | undefined): string {
  return workspaceFile === undefined
    ? `folder=${encodeURI(workspaceFolder)}`
    : `workspace=${encodeURI(workspaceFile)}`;
}

async function newContext(
  browser: Browser,
  { language, pageConfiguration }: WorkbenchOptions,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    // The servers of the stories make their certificates themselves.
    ignoreHTTPSErrors: true,
  });
  // A busy machine takes its time.
  context.setDefaultTimeout(60_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  if (language !== undefined) {
    await context.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)};`);
  }
  if (pageConfiguration !== undefined) {
    await changePageConfiguration(context, pageConfiguration);
  }
  return context;
}

async function openWindow(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await workbenchShown(page);
  return page;
}

/** Resizes the window, and waits until VS Code has followed: while it starts, it may miss that. */
export async function resizeWindow(
  page: Page,
  size: { readonly width: number; readonly height: number },
): Promise<void> {
  await page.setViewportSize(size);
  const workbench = page.locator('.monaco-workbench').first();
  await waitFor(
    async () => {
      await page.evaluate("window.dispatchEvent(new Event('resize'))");
      const box = await workbench.boundingBox();
      return box?.width === size.width && box.height === size.height;
    },
    { what: `a window of ${size.width} x ${size.height}` },
  );
}

async function workbenchShown(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
}

interface Parts {
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly url: string;
  readonly server: Server;
  readonly dataFolder: string;
  readonly workspaceFolder: string;
  readonly microsoft: MicrosoftAccounts;
}

function assemble(parts: Parts): Workbench {
  const { browser, context, page, url, server, dataFolder, workspaceFolder, microsoft } = parts;
  const { publisher, name } = manifest();
  const workbench: Workbench = {
    page,
    context,
    workspaceFolder,
    microsoft,
    userSettingsPath: server.userSettingsPath,
    globalStoragePath: path.join(server.globalStorageRoot, `${publisher}.${name}`),
    secondWindow: () => openWindow(context, url),
    reload: async (reloaded = page) => {
      await reloaded.reload();
      await workbenchShown(reloaded);
    },
    killExtensionHosts: () => killExtensionHosts(server),
    close: async () => {
      if (open.delete(workbench)) {
        await browser.close();
        await server.stop();
        removeTemporaryFolder(dataFolder);
      }
    },
  };
  open.add(workbench);
  return workbench;
}

async function killExtensionHosts(server: Server): Promise<void> {
  const killed = server.extensionHosts();
  for (const pid of killed) {
    process.kill(pid, 'SIGKILL');
  }
  await waitFor(() => !server.extensionHosts().some((pid) => killed.includes(pid)), {
    what: 'the end of the extension hosts',
  });
}
