import * as l10n from '@vscode/l10n';
import { object, string } from 'valibot';
import * as vscode from 'vscode';
import { recordingTerminalId } from '../../contributions';
import { Lazy } from '../../base/lazy';
import { defined } from '../../base/defined';
import { isJsonObject } from '../../base/json';
import { ifValid, readAs } from '../../base/schema';
import { isProcessRunning } from '../../base/runningProcess';
import { plainText } from '../../messages/plainText';
import { messageAction } from '../../messages/messageActions';
import { describeError, toWorkbookSessionError, WorkbookSessionError } from '../../model/errors';
import type { RunningPrograms } from '../../model/ports';
import { graphOrigins } from '../../model/clouds';
import { graphClouds, type GraphTarget } from '../../model/workbookSession';
import type { SandboxController } from '../../sandbox/ui/sandboxController';
import type { SessionService } from '../../sessions/sessionService';
import type { WindowContext } from '../../window/windowContext';
import type { LeftOpenNotice } from '../leftOpenNotices';
import { recordingVariable } from '../recordingProtocol';
import { DebugSessions, launchKey } from './debugSessions';
import type { StartedRecording } from './recordingHost';

/** What of a launch's variables the hooks are added to. */
const ownOptions = object({ NODE_OPTIONS: ifValid(string()), PYTHONPATH: ifValid(string()) });

/** Types of launches whose programs load a hook from the environment. */
const launchTypes = ['node', 'pwa-node', 'node-terminal', 'python', 'debugpy'];

/** The programs that are recorded; none before the first recording, whose code is loaded then. */
export class WindowPrograms implements RunningPrograms {
  recorded: RunningPrograms | undefined;

  know(...session: Parameters<RunningPrograms['know']>): boolean {
    return this.recorded?.know(...session) ?? false;
  }

  async close(
    ...session: Parameters<RunningPrograms['close']>
  ): ReturnType<RunningPrograms['close']> {
    return this.recorded?.close(...session);
  }
}

export interface RecordingDeps extends Pick<
  WindowContext,
  'clock' | 'log' | 'presenter' | 'settings' | 'store'
> {
  readonly extension: Pick<
    vscode.ExtensionContext,
    'extension' | 'extensionUri' | 'globalStorageUri'
  >;
  readonly programs: WindowPrograms;
  readonly sandbox: Pick<SandboxController, 'running' | 'target'>;
  readonly service: SessionService;
  /** Asks before it closes anything. */
  readonly close: (keys: readonly string[]) => Promise<void>;
  /** Shows a session in the view. */
  readonly reveal: (key: string) => Promise<void>;
}

/** Records the programs of the terminals and launches for which the user asked for it, and of no others. */
export class Recording {
  private readonly host: Lazy<StartedRecording>;

  constructor(private readonly deps: RecordingDeps) {
    const { clock, log, presenter, programs, service, settings, store } = deps;
    const { extensionUri, globalStorageUri } = deps.extension;
    this.host = new Lazy(async () => {
      const { startRecording } = await import('./recordingHost');
      const recording = await startRecording({
        ...{ clock, isProcessRunning, logger: log, service, store },
        closeOnExit: () => settings.isCloseOnExitWanted(),
        hooks: vscode.Uri.joinPath(extensionUri, 'dist', 'hooks').fsPath,
        storage: globalStorageUri.fsPath,
        targetOf: (origin) => this.targetOf(origin),
        tellLeftOpen: (notice) => {
          void this.tellLeftOpen(notice);
        },
      });
      programs.recorded = recording.programs;
      return recording;
    });
    store.add(
      vscode.window.registerTerminalProfileProvider(recordingTerminalId, {
        provideTerminalProfile: async () => {
          try {
            return new vscode.TerminalProfile(await this.terminalOptions());
          } catch (error) {
            void presenter.show(error, {}, 'workbookSessions.openRecordingTerminal');
            return undefined;
          }
        },
      }),
    );
    store.add(new DebugSessions(() => this.host.get(), log));
    for (const type of launchTypes) {
      store.add(
        vscode.debug.registerDebugConfigurationProvider(type, {
          resolveDebugConfigurationWithSubstitutedVariables: (_, configuration) =>
            configuration[launchKey] === 'record' ? this.recorded(configuration) : configuration,
        }),
      );
    }
  }

  /** Opens a terminal whose Node and Python programs are recorded. */
  async openTerminal(): Promise<void> {
    vscode.window.createTerminal(await this.terminalOptions()).show();
  }

  /**
   * Tells the user which terminals are no longer recorded. Their socket closed with the extension host that
   * opened them. Call this before this extension host opens a recording terminal itself.
   */
  async tellUnrecordedTerminals(): Promise<void> {
    const names = vscode.window.terminals.filter(isRecordingTerminal).map(({ name }) => name);
    if (names.length > 0) {
      const buttons = [messageAction('openRecordingTerminal')];
      await this.deps.presenter.tell('warning', unrecordedText(names), buttons, {
        openRecordingTerminal: () => this.openTerminal(),
      });
    }
  }

  private async terminalOptions(): Promise<vscode.TerminalOptions> {
    const env = await this.variables({
      ...hostVariables(),
      ...this.deps.settings.terminalVariables(),
    });
    return {
      name: l10n.t('Recording Terminal'),
      iconPath: new vscode.ThemeIcon('record'),
      env,
      message: l10n.t('Node and Python programs that you start here are recorded.'),
      // A terminal that VS Code brings back would name a socket that is gone.
      isTransient: true,
    };
  }

  /** The launch with the hooks. Without them it starts all the same, and a message says why. */
  private async recorded(
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration> {
    const own: unknown = configuration['env'];
    const env = isJsonObject(own) ? own : {};
    if (recordingVariable in env) {
      return configuration; // VS Code asks again when `node` has become `pwa-node`.
    }
    try {
      const { NODE_OPTIONS, PYTHONPATH } = readAs(ownOptions, env) ?? {};
      const others = { ...hostVariables(), ...defined({ NODE_OPTIONS, PYTHONPATH }) };
      return { ...configuration, env: { ...env, ...(await this.variables(others)) } };
    } catch (error) {
      void this.deps.presenter.show(error);
      return configuration;
    }
  }

  /** @throws WorkbookSessionError `workspaceNotTrusted`, `recordingElsewhere`, `recordingFailed` */
  private async variables(
    others: Readonly<Record<string, string | null | undefined>>,
  ): Promise<Readonly<Record<string, string>>> {
    const { extension } = this.deps.extension;
    if (!vscode.workspace.isTrusted) {
      throw new WorkbookSessionError('workspaceNotTrusted');
    }
    if (
      vscode.env.remoteName !== undefined &&
      extension.extensionKind === vscode.ExtensionKind.UI
    ) {
      throw new WorkbookSessionError('recordingElsewhere');
    }
    try {
      return (await this.host.get()).variables(others);
    } catch (error) {
      this.deps.log.error(describeError(toWorkbookSessionError(error)));
      throw new WorkbookSessionError('recordingFailed', {}, { cause: error });
    }
  }

  private targetOf(origin: string): GraphTarget | undefined {
    const cloud = graphClouds.find((each) => graphOrigins[each] === origin);
    if (cloud) {
      return { cloud };
    }
    const { sandbox } = this.deps;
    return sandbox.running?.instance.endpoint === origin ? sandbox.target() : undefined;
  }

  private async tellLeftOpen({ text, keys }: LeftOpenNotice): Promise<void> {
    const { close, presenter, reveal } = this.deps;
    const buttons = [messageAction('close'), messageAction('keep'), messageAction('show')];
    await presenter.tell('warning', text, buttons, {
      close: () => close(keys),
      keep: () => Promise.resolve(),
      show: () => reveal(keys[0] ?? ''),
    });
  }
}

function isRecordingTerminal({ creationOptions }: vscode.Terminal): boolean {
  const env = 'env' in creationOptions ? creationOptions.env : undefined;
  return env?.[recordingVariable] !== undefined;
}

function unrecordedText([name = '', ...others]: readonly string[]): string {
  return others.length === 0
    ? l10n.t(
        'Programs in the terminal “{0}” are no longer recorded, because the extension host restarted.',
        plainText(name),
      )
    : l10n.t(
        'Programs in {0} recording terminals are no longer recorded, because the extension host restarted.',
        others.length + 1,
      );
}

/** The variables of the extension host, with the options that VS Code takes away from it. */
function hostVariables(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS, VSCODE_NODE_OPTIONS } = process.env;
  return { ...process.env, ...defined({ NODE_OPTIONS: NODE_OPTIONS ?? VSCODE_NODE_OPTIONS }) };
}
