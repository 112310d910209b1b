import { TelemetryReporter } from '@vscode/extension-telemetry';
import * as vscode from 'vscode';
import { version } from '../../package.json';
import type { HttpClient } from '../base/http';
import { catalogued, type CommonTelemetryProperties } from './telemetryEvents';
import type { TelemetrySender } from './lazyTelemetry';
import { ingestionOrigin, telemetryFetcher } from './telemetryFetcher';

/**
 * Sends telemetry with VS Code's library, which also shows each event in VS Code's telemetry log.
 * `esbuild.js` makes a separate bundle of this file.
 *
 * @throws Error when the connection string is not valid
 */
export function createTelemetrySender(connectionString: string, http: HttpClient): TelemetrySender {
  const commonProperties = {
    'common.extversion': version,
    'common.vscodeversion': vscode.version,
    'common.os': process.platform,
    'common.uikind': vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop',
  } satisfies CommonTelemetryProperties;
  const reporter = new TelemetryReporter(
    connectionString,
    [],
    {
      // VS Code's own properties name the machine, and reports of unhandled errors hold messages.
      ignoreBuiltInCommonProperties: true,
      ignoreUnhandledErrors: true,
      additionalCommonProperties: commonProperties,
    },
    telemetryFetcher({
      http,
      origin: ingestionOrigin(connectionString),
      isEnabled: () => vscode.env.isTelemetryEnabled,
      commonProperties,
    }),
  );
  return {
    send: ({ name, ...fields }) => {
      const data = catalogued(name, fields);
      reporter.sendTelemetryEvent(name, data?.properties, data?.measurements);
    },
    dispose: () => {
      reporter.dispose().catch(() => undefined);
    },
  };
}
