import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { systemClock, type Clock } from '../base/clock';
import { DisposableStore } from '../base/disposable';
import {
  LazyTelemetry,
  telemetryConnectionString,
  type TelemetrySender,
} from '../telemetry/lazyTelemetry';
import type { Telemetry } from '../telemetry/telemetryEvents';
import { ErrorPresenter, type ErrorActions } from './errorPresenter';
import { Settings } from './settings';

/** What every subject uses of this window. */
export interface WindowContext {
  readonly clock: Clock;
  readonly log: vscode.LogOutputChannel;
  readonly presenter: ErrorPresenter;
  readonly settings: Settings;
  /** Disposed when the window closes. */
  readonly store: DisposableStore;
  readonly telemetry: Telemetry;
}

/** Creates the log, the settings, the messages, and telemetry of this window. */
export function createWindowContext(
  { subscriptions }: vscode.ExtensionContext,
  deps: {
    /** Buttons of messages that depend on the settings. */
    readonly actionsFor: (settings: Settings) => ErrorActions;
    readonly loadTelemetry: (connection: string) => Promise<TelemetrySender>;
  },
): WindowContext {
  const store = new DisposableStore();
  subscriptions.push(store);
  const log = store.add(
    vscode.window.createOutputChannel(l10n.t('Workbook Sessions'), { log: true }),
  );
  const settings = new Settings();
  const presenter = new ErrorPresenter(log, () => deps.actionsFor(settings));
  const telemetry = store.add(
    new LazyTelemetry({
      connectionString: telemetryConnectionString,
      isEnabled: () => vscode.env.isTelemetryEnabled,
      load: deps.loadTelemetry,
      logger: log,
    }),
  );
  return { clock: systemClock, log, presenter, settings, store, telemetry };
}
