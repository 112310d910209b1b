import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  commandIds,
  contextKeys,
  extensionId,
  sessionsViewId,
  settingIds,
  toolNames,
  viewContainerId,
  viewSelectionArgument,
  viewStates,
  walkthroughId,
  type CommandId,
  type SettingId,
  type ViewState,
} from '../../src/contributions';
import {
  sessionModes,
  type SessionMode,
  type SessionStatus,
  type WorkbookSession,
} from '../../src/model/workbookSession';
import { manyActions, sessionActions } from '../../src/sessions/view/sessionActions';
import type {
  GroupNode,
  RecentGroupNode,
  RecentNode,
  UnreadableNode,
} from '../../src/sessions/view/treeNode';
import { aSandbox, aWorkbookSession, someTime } from '../builders';

const root = path.join(__dirname, '../..');

interface Clause {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

interface MenuItem extends Clause {
  readonly group?: string;
}

interface Property {
  readonly type: string;
  readonly default: unknown;
  readonly scope?: string;
  readonly ignoreSync?: boolean;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly order: number;
  readonly description?: string;
  readonly markdownDescription?: string;
}

interface WalkthroughStep {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly media:
    { readonly markdown: string } | { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly displayName: string;
  readonly license: string;
  readonly icon: string;
  readonly main: string;
  readonly l10n: string;
  readonly engines: { readonly vscode: string };
  readonly extensionKind: readonly string[];
  readonly activationEvents: readonly string[];
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: string;
      readonly restrictedConfigurations: readonly string[];
    };
    readonly virtualWorkspaces: boolean;
  };
  readonly contributes: {
    readonly viewsContainers: Readonly<
      Record<string, readonly { readonly id: string; readonly icon: string }[]>
    >;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly {
      readonly view: string;
      readonly contents: string;
      readonly when: string;
    }[];
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category?: string;
      readonly enablement?: string;
      readonly icon?: string;
    }[];
    readonly languageModelTools: readonly {
      readonly name: string;
      readonly displayName: string;
      readonly userDescription: string;
      readonly modelDescription: string;
      readonly toolReferenceName: string;
      readonly inputSchema: { readonly required?: readonly string[] };
    }[];
    readonly keybindings: readonly (Clause & { readonly key: string; readonly args?: unknown })[];
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly title: string;
      readonly description: string;
      readonly steps: readonly WalkthroughStep[];
    }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, Property>> };
  };
}

function read(name: string): string {
  return readFileSync(path.join(root, name), 'utf8');
}

function json(name: string): unknown {
  return JSON.parse(read(name));
}

const manifest = json('package.json') as Manifest;
const { contributes } = manifest;
const texts = {
  'package.nls.json': json('package.nls.json') as Readonly<Record<string, string>>,
  'package.nls.pt-br.json': json('package.nls.pt-br.json') as Readonly<Record<string, string>>,
};
const properties = Object.entries(contributes.configuration.properties);
const known: ReadonlySet<string> = new Set(commandIds);

const statuses = Object.keys({
  opening: true,
  open: true,
  maybeExpired: true,
  closing: true,
  closeFailed: true,
} satisfies Record<SessionStatus, true>);
const modes = Object.keys({
  persistent: true,
  nonPersistent: true,
  unknownMode: true,
} satisfies Record<SessionMode, true>);
/** Every `contextValue` that a row may have (design.md, section 4). */
const unkeptValues = statuses.flatMap((status) => modes.map((mode) => `session.${status}.${mode}`));
const keptValues = ['open', 'maybeExpired'].flatMap((status) =>
  modes.map((mode) => `session.${status}.${mode}.keptAlive`),
);
const sessionValues = [...unkeptValues, ...keptValues];
const endedValues: readonly RecentNode['content']['contextValue'][] = [
  'ended.closed',
  'ended.alreadyGone',
];
const recentGroupValue: RecentGroupNode['content']['contextValue'] = 'recentlyClosed';
const groupValues: readonly GroupNode['content']['contextValue'][] = [
  'account',
  'account.unavailable',
  'program',
  'status',
];
const workbookValues = ['workbook', ...sessionValues];
const contextValues = [...groupValues, ...workbookValues];
const unreadableValue: UnreadableNode['content']['contextValue'] = 'unreadableRecords';

/** The clauses of everything that has one. */
const clauses = [
  ...[
    ...contributes.viewsWelcome,
    ...contributes.keybindings,
    ...Object.values(contributes.menus).flat(),
  ].flatMap(({ when }) => when ?? []),
  ...contributes.walkthroughs.flatMap(({ steps }) =>
    steps.flatMap(({ completionEvents }) => completionEvents.flatMap(contextOf)),
  ),
];

interface KeyCommand extends Clause {
  readonly args?: unknown;
}

/** The commands that keys run, those inside `runCommands` too. */
const keyCommands: readonly KeyCommand[] = contributes.keybindings.flatMap((binding) => {
  const { command, args, when } = binding;
  if (command !== 'runCommands') {
    return [binding];
  }
  const { commands } = args as { commands: readonly (string | KeyCommand)[] };
  return commands.map((each) => ({
    ...(typeof each === 'string' ? { command: each } : each),
    ...(when !== undefined && { when }),
  }));
});

const sorted = (some: Iterable<string>) => [...some].sort();

describe('the manifest and contributions.ts', () => {
  it('name the same extension', () => {
    assert.equal(`${manifest.publisher}.${manifest.name}`, extensionId);
    assert.equal(extensionId, 'workbook-sessions.workbook-sessions');
    assert.equal(texts['package.nls.json']['displayName'], 'Workbook Sessions for Microsoft Graph');
    assert.equal(manifest.license, 'MIT');
  });

  it('name the same commands, each with a title and the category', () => {
    assert.deepEqual(
      sorted(contributes.commands.map(({ command }) => command)),
      sorted(commandIds),
    );
    assert.equal(new Set(commandIds).size, commandIds.length);
    for (const { command, title, category } of contributes.commands) {
      assert.equal(title, `%command.${command.slice('workbookSessions.'.length)}%`);
      assert.equal(category, '%category%');
    }
  });

  it('name the same tools for language models, which say in English what each takes and returns', () => {
    const { languageModelTools: tools } = contributes;
    assert.deepEqual(tools.map(({ name }) => name).sort(), [...toolNames].sort());
    for (const { name, displayName, userDescription, modelDescription, ...tool } of tools) {
      assert.match(`${displayName} ${userDescription}`, /^%[\w.]+% %[\w.]+%$/);
      assert.match(modelDescription, /key/);
      assert.match(tool.toolReferenceName, /^\w+$/);
      const isList = name === 'list_workbook_sessions';
      assert.deepEqual(tool.inputSchema.required, isList ? undefined : ['keys']);
    }
  });

  it('name the same settings', () => {
    assert.deepEqual(sorted(properties.map(([id]) => id)), sorted(settingIds));
    assert.equal(new Set(settingIds).size, settingIds.length);
  });

  it('name the same view in the same container', () => {
    assert.deepEqual(
      Object.entries(contributes.viewsContainers).map(([place, some]) => [place, ids(some)]),
      [['activitybar', [viewContainerId]]],
    );
    assert.deepEqual(
      Object.entries(contributes.views).map(([container, some]) => [container, ids(some)]),
      [[viewContainerId, [sessionsViewId]]],
    );
  });

  it('name the same context keys', () => {
    const used = new Set(
      clauses.flatMap((when) => when.match(/(?<!\.)\bworkbookSessions[\w.]*/g) ?? []),
    );
    assert.deepEqual(sorted(used), sorted([sessionsViewId, ...contextKeys]));
  });

  it('name the same settings in clauses', () => {
    const used = clauses.flatMap((when) =>
      [...when.matchAll(/\bconfig\.(workbookSessions[\w.]*)/g)].map(([, id = '']) => id),
    );
    assert.deepEqual(
      used.filter((id) => !settingIds.some((each) => each === id)),
      [],
    );
  });

  it('have one welcome text for each state of the view, with the sandbox and without it', () => {
    const shown = (state: ViewState, isSandboxRunning: boolean) =>
      contributes.viewsWelcome.flatMap(({ view, contents, when }) =>
        view === sessionsViewId &&
        holds(when, {
          'workbookSessions.viewState': state,
          'workbookSessions.sandboxRunning': isSandboxRunning,
        })
          ? [contents]
          : [],
      );
    for (const state of viewStates) {
      assert.deepEqual(shown(state, false), [`%welcome.${state}%`]);
      const isEmpty = state === 'empty';
      assert.deepEqual(shown(state, true), [`%welcome.${isEmpty ? 'emptySandbox' : state}%`]);
    }
  });

  it('bring the samples of a sandbox that runs back by a welcome that does not start it', () => {
    const { 'welcome.emptySandbox': text = '' } = texts['package.nls.json'];
    assert.match(text, /The sandbox is running/);
    assert.deepEqual(
      links(text).flatMap(({ command }) => (command.endsWith('Sandbox') ? [command] : [])),
      ['workbookSessions.startSandbox'],
    );
    assert.doesNotMatch(text, /start the sandbox/i);
  });

  it('name commands that exist, wherever one is named', () => {
    const named = [...keyCommands, ...Object.values(contributes.menus).flat()];
    const unknown = named.filter(({ command }) => !known.has(command));
    // VS Code's own; it selects the row that has the focus.
    assert.deepEqual(new Set(unknown.map(({ command }) => command)), new Set(['list.select']));
  });

  it('agree about the argument by which a key means the selection of the view', () => {
    const ours = keyCommands.filter(({ command }) => known.has(command));
    assert.notEqual(ours.length, 0);
    for (const { args, when } of ours) {
      assert.equal(args, viewSelectionArgument);
      assert.match(when ?? '', new RegExp(`\\bfocusedView == ${sessionsViewId}\\b.*!inputFocus`));
    }
  });
});

describe('the commands of the manifest', () => {
  const neverHidden = ['createSession', 'addSession', 'closeSession', 'showSessions'];

  for (const name of neverHidden) {
    it(`never hide ${name} from the palette, nor switch it off`, () => {
      const id = `workbookSessions.${name}`;
      const command = contributes.commands.find((candidate) => candidate.command === id);
      assert.ok(command);
      assert.equal(command.enablement, undefined);
      const hiding = (contributes.menus['commandPalette'] ?? []).filter(
        (item) => item.command === id,
      );
      assert.deepEqual(hiding, []);
    });
  }

  it('close by the context menu and by an icon of every row but no foreign one', () => {
    const closable = contextValues.filter((value) => !value.startsWith('session.opening.'));
    const closes = ({ command }: MenuItem) => /\.closeSessions?$/.test(command);
    for (const isMany of [false, true]) {
      for (const place of ['menu', 'icons'] as const) {
        assert.deepEqual(
          contextValues.filter((value) => itemsOfRow(value, isMany)[place].some(closes)),
          closable,
        );
      }
    }
  });

  it('copy the address of the workbook of every row that stands for one', () => {
    const [item, ...others] = rowItems('workbookSessions.copyWorkbookAddress');
    assert.ok(item);
    assert.deepEqual(others, []);
    assert.deepEqual(
      contextValues.filter((value) => item.test(value)),
      workbookValues.filter((value) => !value.startsWith('session.opening.')),
    );
  });

  for (const name of ['copySessionId', 'copyAs'] as const) {
    it(`copy the ID of sessions that have one: ${name}`, () => {
      const [item, ...others] = rowItems(`workbookSessions.${name}`);
      assert.ok(item);
      assert.deepEqual(others, []);
      assert.deepEqual(
        contextValues.filter((value) => item.test(value)),
        sessionValues.filter((value) => !value.startsWith('session.opening.')),
      );
    });
  }

  it('open the workbook of every row that stands for one', () => {
    const [item, ...others] = rowItems('workbookSessions.openWorkbook');
    assert.ok(item);
    assert.deepEqual(others, []);
    assert.deepEqual(
      contextValues.filter((value) => item.test(value)),
      workbookValues.filter((value) => !value.startsWith('session.opening.')),
    );
  });

  it('sign in on the row of an account that is not there, and where a close failed', () => {
    const [icon, item, ...others] = rowItems('workbookSessions.signInAs');
    assert.ok(icon && item);
    assert.deepEqual(others, []);
    const matched = (pattern: RegExp) => contextValues.filter((value) => pattern.test(value));
    assert.deepEqual(matched(icon), ['account.unavailable']);
    assert.deepEqual(matched(item), [
      'account.unavailable',
      ...modes.map((mode) => `session.closeFailed.${mode}`),
    ]);
  });

  it('sign in on a row by a title that is true where nobody knows whose the session is', () => {
    assert.equal(englishTitle('workbookSessions.signInAs'), 'Sign In to Close…');
  });

  it('name every session, one or several, once it is open', () => {
    for (const isMany of [false, true]) {
      assert.deepEqual(
        contextValues.filter((value) =>
          commandsOfRow(value, isMany).includes('workbookSessions.setLabel'),
        ),
        sessionValues.filter((value) => !value.startsWith('session.opening.')),
      );
    }
  });

  it('set the mode of every session whose mode is not known', () => {
    const [item, ...others] = rowItems('workbookSessions.setMode');
    assert.ok(item);
    assert.deepEqual(others, []);
    assert.deepEqual(
      contextValues.filter((value) => item.test(value)),
      sessionValues.filter(
        (value) => value.includes('unknownMode') && !value.startsWith('session.opening.'),
      ),
    );
  });

  it('keep alive every session that may be alive, and stop it for every one that is kept alive', () => {
    const shownOn = (command: CommandId, isMany: boolean) =>
      contextValues.filter((value) => commandsOfRow(value, isMany).includes(command));
    const mayBeAlive = unkeptValues.filter((value) => /\.(open|maybeExpired)\./.test(value));
    assert.deepEqual(shownOn('workbookSessions.keepAlive', false), mayBeAlive);
    assert.deepEqual(shownOn('workbookSessions.stopKeepAlive', false), keptValues);
    // Of several selected rows, only some may be kept alive.
    assert.deepEqual(shownOn('workbookSessions.keepAlive', true), [...mayBeAlive, ...keptValues]);
    assert.deepEqual(shownOn('workbookSessions.stopKeepAlive', true), keptValues);
  });

  it('open a session again on every row of one that has ended, and on no other', () => {
    const items = rowItems('workbookSessions.createAgain');
    assert.equal(items.length, 2);
    for (const item of items) {
      assert.deepEqual(
        [...contextValues, ...endedValues, recentGroupValue].filter((value) => item.test(value)),
        endedValues,
      );
    }
    const others = (contributes.menus['view/item/context'] ?? []).filter(
      ({ command }) => command !== 'workbookSessions.createAgain',
    );
    const matching = others.filter(({ when = '' }) =>
      endedValues.some((value) => patternOf(when).test(value)),
    );
    assert.deepEqual(matching, []);
  });

  it('clear what was closed recently on the row over it, and on no other', () => {
    const [icon, item, ...others] = rowItems('workbookSessions.clearRecentlyClosed');
    assert.ok(icon && item);
    assert.deepEqual(others, []);
    for (const pattern of [icon, item]) {
      assert.deepEqual(
        [...contextValues, ...endedValues, recentGroupValue].filter((value) => pattern.test(value)),
        [recentGroupValue],
      );
    }
  });

  it('have an icon beside the title of the view where they are few enough to leave it whole', () => {
    const icons = (contributes.menus['view/title'] ?? []).filter(({ group }) =>
      group?.startsWith('navigation'),
    );
    assert.deepEqual(
      icons.map(({ command }) => command.slice('workbookSessions.'.length)),
      ['createSession', 'addSession', 'groupBy'],
    );
    for (const { command } of icons) {
      assert.ok(contributes.commands.find((each) => each.command === command)?.icon, command);
    }
    // VS Code shows the title once when the view and its container have the same.
    for (const values of Object.values(texts)) {
      assert.equal(values['view.sessions'], values['viewContainer']);
    }
  });

  it('are shown only on rows of ours', () => {
    const foreign = ['', 'file', 'aworkbook', 'sessions', 'session', 'x session.open.persistent'];
    for (const { when = '' } of contributes.menus['view/item/context'] ?? []) {
      assert.ok(when.startsWith(`view == ${sessionsViewId} && `), when);
      const pattern = patternOf(when);
      assert.ok(
        [...contextValues, ...endedValues, unreadableValue, recentGroupValue].some((value) =>
          pattern.test(value),
        ),
        `${when} matches no row`,
      );
      assert.deepEqual(
        foreign.filter((value) => pattern.test(value)),
        [],
        when,
      );
    }
    for (const { when = '' } of contributes.menus['view/title'] ?? []) {
      assert.equal(holds(when, { view: 'another' }), false, when);
      assert.ok(when.startsWith(`view == ${sessionsViewId}`), when);
    }
  });
});

describe('the menu of a row', () => {
  const rows = [...contextValues, ...endedValues];

  it('has no command twice, and no two that do the same', () => {
    for (const value of rows) {
      for (const isMany of [false, true]) {
        const { menu, icons } = itemsOfRow(value, isMany);
        for (const items of [menu, icons]) {
          // “Close Sessions” is Close Session for a row that stands for several.
          const works = items.map(({ command }) => command.replace(/Sessions$/, 'Session'));
          assert.deepEqual(sorted(new Set(works)), sorted(works), `${value}, many: ${isMany}`);
        }
      }
    }
    assert.ok(!commandsOfRow('workbook', false).includes('workbookSessions.closeWorkbookSessions'));
  });

  const wordsOfOne = ['Close Session', 'Refresh Session', 'Forget Session'];
  const wordsOfMany = ['Close Sessions', 'Refresh Sessions', 'Forget Sessions'];
  const closable = contextValues.filter((value) => !value.startsWith('session.opening.'));

  for (const value of closable) {
    it(`speaks of one session or of several as is meant: ${value}`, () => {
      const isOne = value.startsWith('session.');
      for (const isMany of [false, true]) {
        const titles = commandsOfRow(value, isMany).map((command) => englishTitle(command));
        const [expected, wrong] =
          isOne && !isMany ? [wordsOfOne, wordsOfMany] : [wordsOfMany, wordsOfOne];
        assert.deepEqual(
          expected.filter((title) => !titles.includes(title)),
          [],
          `many: ${isMany}`,
        );
        assert.deepEqual(
          wrong.filter((title) => titles.includes(title)),
          [],
          `many: ${isMany}`,
        );
      }
    });
  }

  it('keeps what can be done with all of the selected rows, of whatever kind they are', () => {
    // VS Code shows what the menus of all selected rows have in common.
    const menus = [...groupValues, 'workbook', 'session.open.persistent'].map((value) =>
      commandsOfRow(value, true),
    );
    const common = (menus[0] ?? []).filter((command) =>
      menus.every((commands) => commands.includes(command)),
    );
    assert.deepEqual(common.map((command) => englishTitle(command)).sort(), wordsOfMany.sort());
  });

  it('creates another session of the workbook of a row', () => {
    for (const value of ['workbook', 'session.open.persistent']) {
      assert.ok(commandsOfRow(value, false).includes('workbookSessions.createAnother'), value);
    }
    for (const value of groupValues) {
      assert.ok(!commandsOfRow(value, false).includes('workbookSessions.createAnother'), value);
    }
  });
});

describe('the list behind the status bar item', () => {
  const listed = sessionValues.filter((value) => !value.startsWith('session.opening.'));
  const sessionOf = (contextValue: string): WorkbookSession => {
    const status = (statuses as SessionStatus[]).find((each) => contextValue.includes(each));
    const mode = sessionModes.find((each) => contextValue.split('.').includes(each));
    return aWorkbookSession({
      ...(status && { status }),
      ...(mode && { mode }),
      ...(contextValue.endsWith('.keptAlive') && { keptAliveUntil: someTime }),
    });
  };

  for (const value of listed) {
    it(`has what the menu of the row has, by the same name: ${value}`, () => {
      const inList = sessionActions(sessionOf(value)).filter(({ id }) => id !== 'showInView');
      assert.deepEqual(sorted(inList.map(({ id }) => id)), sorted(commandsOfRow(value, false)));
      for (const { id, label } of inList) {
        assert.equal(label, englishTitle(id));
      }
    });
  }

  it('corrects the mode of an added session, which its row cannot offer once the mode is known', () => {
    const setsMode = (origin: WorkbookSession['origin']) =>
      sessionActions(aWorkbookSession({ origin })).some(({ id }) => id.endsWith('.setMode'));
    assert.deepEqual([setsMode('added'), setsMode('created')], [true, false]);
  });

  it('asks nobody to sign in for the sandbox, which knows no accounts', () => {
    const session = aWorkbookSession({ status: 'closeFailed', target: aSandbox() });
    assert.ok(sessionActions(session).every(({ id }) => id !== 'workbookSessions.signInAs'));
  });

  it('has all that close many sessions, by the same names', () => {
    const titles = commandIds.map((id) => englishTitle(id));
    assert.deepEqual(
      sorted(
        manyActions().flatMap(({ label }) => (label.startsWith('Close Sessions:') ? [label] : [])),
      ),
      sorted(titles.filter((title) => title.startsWith('Close Sessions:'))),
    );
  });
});

describe('the palette', () => {
  for (const [file, values] of Object.entries(texts)) {
    it(`finds Close Session first of all that its words find, by ${file}`, () => {
      const title = (id: CommandId) => values[`command.${id.slice('workbookSessions.'.length)}`];
      const close = title('workbookSessions.closeSession') ?? '';
      const words = close.toLowerCase().split(' ');
      // VS Code finds what holds the words in order, and sorts what was not used lately by the alphabet.
      const found = commandIds
        .filter((id) => isInPalette(id, {}))
        .map((id) => title(id) ?? '')
        .filter((each) => new RegExp(words.join('.*'), 'i').test(each))
        .sort((one, other) => one.localeCompare(other));
      assert.equal(found[0], close);
    });
  }

  it('sorts all that close many together, with what they close in their titles', () => {
    const closing = commandIds.filter((id) => /\.close.+Sessions$/.test(id));
    assert.equal(closing.length, 3);
    for (const id of closing) {
      const name = `command.${id.slice('workbookSessions.'.length)}`;
      assert.match(texts['package.nls.json'][name] ?? '', /^Close Sessions: .+…$/);
      assert.match(texts['package.nls.pt-br.json'][name] ?? '', /^Fechar Sessões: .+…$/);
    }
  });

  it('leaves out what only a row or a lens needs', () => {
    const hidden = commandIds.filter((id) =>
      (contributes.menus['commandPalette'] ?? []).some(
        ({ command, when }) => command === id && when === 'false',
      ),
    );
    assert.deepEqual(sorted(hidden), [
      'workbookSessions.closeFound',
      'workbookSessions.closeSessions',
      'workbookSessions.createAnother',
      'workbookSessions.forgetSessions',
      'workbookSessions.refreshSessions',
      'workbookSessions.signInAs',
      'workbookSessions.trackFound',
    ]);
  });
});

describe('the menus that follow the state', () => {
  const inTitle = (context: Context) => (id: CommandId) =>
    (contributes.menus['view/title'] ?? []).some(
      ({ command, when = '' }) =>
        command === id && holds(when, { view: sessionsViewId, ...context }),
    );
  const inPalette = (context: Context) => (id: CommandId) => isInPalette(id, context);
  const places = [
    ['the menu of the view', inTitle],
    ['the palette', inPalette],
  ] as const;
  const sandboxCommands = [
    'workbookSessions.startSandbox',
    'workbookSessions.stopSandbox',
  ] as const;
  const accountCommands = [
    'workbookSessions.signIn',
    'workbookSessions.switchAccount',
    'workbookSessions.signOut',
  ] as const;

  it('start the sandbox or stop it; the palette starts it again, which brings the samples back', () => {
    const shown = (shows: typeof inTitle, isRunning: boolean) =>
      sandboxCommands.filter(shows({ 'workbookSessions.sandboxRunning': isRunning }));
    for (const [, shows] of places) {
      assert.deepEqual(shown(shows, false), ['workbookSessions.startSandbox']);
    }
    assert.deepEqual(shown(inTitle, true), ['workbookSessions.stopSandbox']);
    assert.deepEqual(shown(inPalette, true), sandboxCommands);
  });

  for (const [place, shows] of places) {
    it(`sign in, or out and to another account, and offer both while it is not known: ${place}`, () => {
      const shown = (signedIn: string) =>
        accountCommands.filter(shows({ 'workbookSessions.signedIn': signedIn }));
      assert.deepEqual(shown('no'), ['workbookSessions.signIn']);
      assert.deepEqual(shown('yes'), [
        'workbookSessions.switchAccount',
        'workbookSessions.signOut',
      ]);
      assert.deepEqual(shown('unknown'), ['workbookSessions.signIn', 'workbookSessions.signOut']);
    });
  }

  for (const [place, shows] of places) {
    it(`always offer Sign Out where a sign-in of our own may be kept: ${place}`, () => {
      const isShown = shows({
        'workbookSessions.signedIn': 'no',
        'config.workbookSessions.auth.method': 'msal',
      });
      assert.equal(isShown('workbookSessions.signOut'), true);
    });
  }
});

describe('the walkthrough of the manifest', () => {
  const [walkthrough, ...others] = contributes.walkthroughs;
  const steps = walkthrough?.steps ?? [];

  it('is one, of few steps, each with its words', () => {
    assert.deepEqual([walkthrough?.id, others], [walkthroughId, []]);
    assert.ok(steps.length >= 3 && steps.length <= 6);
    assert.equal(new Set(ids(steps)).size, steps.length);
    for (const { id, title, description } of steps) {
      assert.equal(title, `%walkthrough.${id}%`);
      assert.equal(description, `%walkthrough.${id}.description%`);
    }
  });

  it('begins with what needs no account', () => {
    assert.equal(steps[0]?.id, 'sandbox');
  });

  it('marks each step done by what is so then, where the window knows it', () => {
    assert.deepEqual(
      Object.fromEntries(steps.map(({ id, completionEvents }) => [id, completionEvents])),
      {
        sandbox: ['onContext:workbookSessions.sandboxRunning'],
        setUpSignIn: [
          'onSettingChanged:workbookSessions.auth.clientId',
          'onContext:workbookSessions.signedIn == yes',
        ],
        signIn: ['onContext:workbookSessions.signedIn == yes'],
        createSession: ['onContext:workbookSessions.sessionMade'],
        closeSession: ['onContext:workbookSessions.sessionClosed'],
      },
    );
  });

  it('offers a button that leads to what marks a step done', () => {
    const buttons = {
      sandbox: 'startSandbox',
      setUpSignIn: 'setUpSignIn',
      signIn: 'signIn',
      createSession: 'createSession',
      closeSession: 'showSessions',
    };
    for (const { id } of steps) {
      const text = texts['package.nls.json'][`walkthrough.${id}.description`] ?? '';
      const offered = links(text).map(({ command }) => command);
      const button = Object.entries(buttons).find(([step]) => step === id)?.[1];
      assert.ok(offered.includes(`workbookSessions.${button}`), id);
    }
  });

  it('shows pictures where there is something to see', () => {
    const pictures = steps.flatMap(({ id, media }) => ('svg' in media ? [id] : []));
    assert.deepEqual(pictures, ['sandbox', 'createSession', 'closeSession']);
  });

  it('shows rows in its pictures as the view and the picker have them', () => {
    const textsOf = (picture: string) => read(`media/walkthrough/${picture}.svg`).match(/<text.*/g);
    const row =
      />~\d min<tspan[^>]*>[\da-f]{8} · (?:non-)?persistent<|>\S.*\.xlsx<tspan[^>]*>\d · ~\d min/;
    for (const text of [...(textsOf('sandbox') ?? []), ...(textsOf('closeSession') ?? [])]) {
      assert.match(text, row);
    }
    for (const [, file, place] of read('media/walkthrough/createSession.svg').matchAll(
      />([^<]+\.xlsx)<tspan[^>]*>([^<]*)</g,
    )) {
      assert.match(place ?? '', /^My Drive/, file);
    }
  });

  it('shows a text in both languages, or a picture that is described and takes the theme’s colors', () => {
    for (const { id, media } of steps) {
      if ('markdown' in media) {
        const translated = media.markdown.replace(/\.md$/, '.nls.pt-br.md');
        assert.notEqual(read(media.markdown), read(translated), id);
        const shape = (file: string) => read(file).match(/^(#+|-|\d\.|\|)/gm);
        assert.deepEqual(shape(translated), shape(media.markdown), id);
      } else {
        assert.match(media.altText, /^%.+%$/);
        const colors = [...read(media.svg).matchAll(/\b(?:fill|stroke)="([^"]+)"/g)];
        const fixed = colors.filter(
          ([, value]) => !/^(none|var\(--vscode-.+\))$/.test(value ?? ''),
        );
        assert.notEqual(colors.length, 0);
        assert.deepEqual(fixed, []);
      }
    }
  });
});

describe('the settings of the manifest', () => {
  const defaults: Readonly<Record<SettingId, unknown>> = {
    'workbookSessions.cloud': 'global',
    'workbookSessions.apiVersion': 'v1.0',
    'workbookSessions.auth.method': 'vscode',
    'workbookSessions.auth.clientId': '',
    'workbookSessions.auth.tenant': 'organizations',
    'workbookSessions.graph.endpoint': '',
    'workbookSessions.sandbox.endpoint': '',
    'workbookSessions.sandbox.autoStart': false,
    'workbookSessions.idleMinutes.persistent': 5,
    'workbookSessions.idleMinutes.nonPersistent': 5,
    'workbookSessions.keepAlive.maxMinutes': 60,
    'workbookSessions.confirmClose': 'nonPersistent',
    'workbookSessions.notifyBeforeExpiry': true,
    'workbookSessions.statusBar.visible': true,
    'workbookSessions.codeLens': true,
    'workbookSessions.maxParallelRequests': 128,
    'workbookSessions.recording.closeOnExit': 'never',
  };

  it('have the defaults of the design', () => {
    assert.deepEqual(
      Object.fromEntries(properties.map(([id, property]) => [id, property.default])),
      defaults,
    );
  });

  it('are the user’s alone, but for the place in the status bar', () => {
    for (const [id, { scope }] of properties) {
      const expected = id === 'workbookSessions.statusBar.visible' ? undefined : 'application';
      assert.equal(scope, expected, id);
    }
  });

  it('keep addresses of this machine on this machine', () => {
    const notSynced = properties.filter(([, { ignoreSync }]) => ignoreSync).map(([id]) => id);
    assert.deepEqual(
      sorted(notSynced),
      sorted(settingIds.filter((id) => id.endsWith('.endpoint'))),
    );
  });

  it('allow what the design names', () => {
    const property = (id: SettingId) => contributes.configuration.properties[id];
    assert.deepEqual(property('workbookSessions.apiVersion')?.enum, ['v1.0', 'beta']);
    assert.deepEqual(property('workbookSessions.auth.method')?.enum, ['vscode', 'msal']);
    const confirmClose = property('workbookSessions.confirmClose');
    assert.deepEqual(confirmClose?.enum, ['nonPersistent', 'always', 'never']);
    const clientId = new RegExp(property('workbookSessions.auth.clientId')?.pattern ?? '^$');
    assert.ok(clientId.test('') && clientId.test('11111111-2222-4333-8444-55555555abCD'));
    assert.ok(!clientId.test('11111111-2222-4333-8444-555555555555 ') && !clientId.test('my-app'));
  });

  it('have a type that fits the default, limits for numbers, and words for each choice', () => {
    for (const [id, property] of properties) {
      const isNumber = ['number', 'integer'].includes(property.type);
      assert.equal(typeof property.default, isNumber ? 'number' : property.type, id);
      assert.equal((property.minimum ?? 0) > 0, isNumber, id);
      assert.equal((property.maximum ?? 0) > 0, isNumber, id);
      const words = property.enumDescriptions ?? property.enum;
      assert.equal(words?.length, property.enum?.length, id);
    }
  });

  it('have an order and a description each', () => {
    const orders = properties.map(([, { order }]) => order);
    assert.equal(new Set(orders).size, orders.length);
    for (const [id, { description, markdownDescription }] of properties) {
      const key = `%setting.${id.slice('workbookSessions.'.length)}%`;
      assert.equal(description ?? markdownDescription, key);
    }
  });
});

describe('the manifest', () => {
  it('starts the extension once the window has started, and by nothing else', () => {
    assert.deepEqual(manifest.activationEvents, ['onStartupFinished']);
  });

  it('runs beside the user first, in Restricted Mode and in virtual workspaces too', () => {
    assert.deepEqual(manifest.extensionKind, ['ui', 'workspace']);
    const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
    assert.equal(virtualWorkspaces, true);
    assert.equal(untrustedWorkspaces.supported, 'limited');
    assert.deepEqual(
      sorted(untrustedWorkspaces.restrictedConfigurations),
      sorted(settingIds.filter((id) => /\.(auth|graph|recording|sandbox)\.|\.cloud$/.test(id))),
    );
  });

  it('promises no older VS Code than the types it is written against', () => {
    assert.equal(manifest.engines.vscode, '^1.106.0');
    const { version } = json('node_modules/@types/vscode/package.json') as { version: string };
    const range = manifest.devDependencies['@types/vscode'] ?? '';
    assert.match(range, /^~1\.106\./, 'a range that could bring newer types');
    assert.match(version, /^1\.106\./);
  });

  it('names files that exist', () => {
    const icons = Object.values(contributes.viewsContainers).flat();
    for (const file of [manifest.icon, manifest.l10n, ...icons.map(({ icon }) => icon)]) {
      assert.ok(existsSync(path.join(root, file)), file);
    }
    assert.equal(manifest.main, './dist/extension.js');
  });
});

describe('the texts of the manifest', () => {
  const used = sorted(
    new Set([...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? '')),
  );

  for (const [file, values] of Object.entries(texts)) {
    it(`are all in ${file}, and nothing else is`, () => {
      assert.deepEqual(sorted(Object.keys(values)), used);
      assert.deepEqual(
        Object.keys(values).filter((key) => values[key]?.trim() === ''),
        [],
      );
    });
  }

  it('are translated', () => {
    const same = used.filter(
      (key) => texts['package.nls.json'][key] === texts['package.nls.pt-br.json'][key],
    );
    // The name of the product is the same everywhere.
    assert.deepEqual(same, ['displayName']);
  });

  it('link to commands and a walkthrough that exist, the same in each language', () => {
    for (const key of used) {
      const [english, portuguese] = Object.values(texts).map((values) => links(values[key] ?? ''));
      assert.deepEqual(portuguese, english, key);
      for (const { command, argument } of english ?? []) {
        const [given] = argument === undefined ? [] : (JSON.parse(argument) as string[]);
        const isOurs = known.has(command) && given === undefined;
        const isWalkthrough =
          command === 'workbench.action.openWalkthrough' &&
          given === `${extensionId}#${walkthroughId}`;
        assert.ok(isOurs || isWalkthrough, `${command} ${given}`);
      }
    }
  });
});

describe('the lock files', () => {
  for (const file of ['package-lock.json', 'test/host/package-lock.json']) {
    it(`names no registry in ${file}`, () => {
      const text = read(file);
      // Nothing but a folder beside the file, whose name has neither of these.
      assert.doesNotMatch(text, /"resolved": "[^"]*[:/]/);
      assert.doesNotMatch(text, /registry/i);
    });
  }
});

function ids(some: readonly { readonly id: string }[]): string[] {
  return some.map(({ id }) => id);
}

type Context = Readonly<Record<string, string | boolean>>;

/** Whether a clause is true, as VS Code reads it; what is not known is false. */
function holds(when: string, context: Context): boolean {
  return when.split(' || ').some((part) => part.split(' && ').every((one) => isTrue(one, context)));
}

function isTrue(clause: string, context: Context): boolean {
  const [, negation, key = '', operator, right = ''] =
    /^(!?)([\w.]+)(?: (==|!=|=~) (.+))?$/.exec(clause) ?? assert.fail(`not understood: ${clause}`);
  const value = context[key];
  switch (operator) {
    case '==':
      return value === right.replaceAll("'", '');
    case '!=':
      return value !== right.replaceAll("'", '');
    case '=~':
      return new RegExp(right.slice(1, -1)).test(String(value));
    default:
      return (key !== 'false' && Boolean(value)) !== (negation === '!');
  }
}

/** The part of a completion event that is a clause. */
function contextOf(event: string): readonly string[] {
  const prefix = 'onContext:';
  return event.startsWith(prefix) ? [event.slice(prefix.length)] : [];
}

function isInPalette(id: CommandId, context: Context): boolean {
  return (contributes.menus['commandPalette'] ?? [])
    .filter(({ command }) => command === id)
    .every(({ when = '' }) => holds(when, context));
}

/** What VS Code shows for a row; where several are selected, for this one of them. */
function itemsOfRow(viewItem: string, isMany: boolean) {
  const context = { view: sessionsViewId, viewItem, listMultiSelection: isMany };
  const items = (contributes.menus['view/item/context'] ?? []).filter(({ when = '' }) =>
    holds(when, context),
  );
  const isIcon = ({ group = '' }: MenuItem) => group.startsWith('inline');
  return { icons: items.filter(isIcon), menu: items.filter((item) => !isIcon(item)) };
}

function commandsOfRow(viewItem: string, isMany: boolean): readonly string[] {
  return itemsOfRow(viewItem, isMany).menu.map(({ command }) => command);
}

function englishTitle(command: string): string {
  return texts['package.nls.json'][command.replace('workbookSessions.', 'command.')] ?? '';
}

/** The patterns by which a command is shown on rows. */
function rowItems(command: CommandId): RegExp[] {
  return (contributes.menus['view/item/context'] ?? [])
    .filter((item) => item.command === command)
    .map(({ when = '' }) => patternOf(when));
}

function patternOf(when: string): RegExp {
  const pattern = /\bviewItem =~ \/(.+)\/$/.exec(when)?.[1];
  assert.ok(pattern, `${when} does not say on which rows`);
  return new RegExp(pattern);
}

function links(text: string): { command: string; argument?: string }[] {
  return [...text.matchAll(/\(command:([\w.]+)(?:\?([^)]*))?\)/g)].map(([, command, argument]) => ({
    command: command ?? '',
    ...(argument !== undefined && { argument: decodeURIComponent(argument) }),
  }));
}
