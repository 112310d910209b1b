import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../base/clock';

/** Work that is over within this time, in milliseconds, shows no progress at all. */
const quietMs = 700;

export type Report = (message: string) => void;

/** As `withCancellableProgress`, for work on so many sessions that tells of each when it is done. */
export function withCountedProgress<T>(
  title: string,
  clock: Clock,
  all: number,
  work: (signal: AbortSignal, count: () => void) => Promise<T>,
): Promise<T> {
  return withCancellableProgress(title, clock, (signal, report) => {
    let done = 0;
    return work(signal, () => {
      done += 1;
      report(l10n.t('{0} of {1}', done, all));
    });
  });
}

/**
 * Runs the work; when it takes longer than a moment, shows a progress notification with Cancel, which
 * aborts the signal that the work was given.
 */
export async function withCancellableProgress<T>(
  title: string,
  clock: Clock,
  work: (signal: AbortSignal, report: Report) => Promise<T>,
): Promise<T> {
  const cancel = new AbortController();
  const over = new AbortController();
  const reports: { show: Report } = { show: () => undefined };
  const result = work(cancel.signal, (message) => {
    reports.show(message);
  }).finally(() => {
    over.abort();
  });
  try {
    await clock.delay(quietMs, over.signal);
  } catch {
    return result;
  }
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, cancellation) => {
    reports.show = (message) => {
      progress.report({ message });
    };
    cancellation.onCancellationRequested(() => {
      cancel.abort();
    });
    return result;
  });
}
