import { TelemetryReporter } from '@vscode/extension-telemetry';
import * as vscode from 'vscode';
import { version } from '../../package.json';
import type { HttpClient } from '../base/http';
import { catalogued, type CommonTelemetryProperties } from './telemetryEvents';
import type { TelemetrySender } from './lazyTelemetry';
import { ingestionOrigin } from './telemetryConnection';
import { telemetryFetcher } from './telemetryFetcher';

/**
 * VS Code's way to send telemetry, which shows each event in its own log of telemetry too. A bundle
 * of its own (`esbuild.js`), loaded with the first event.
 *
 * @throws Error when the connection string is no good
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
      // VS Code's own would name the machine; its reports of unhandled errors would hold their messages.
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
