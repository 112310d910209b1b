import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../base/clock';

/** Work that ends within this time, in milliseconds, shows no progress. */
const quietMs = 700;

export type Report = (message: string) => void;

/** Like `withCancellableProgress`, for work that calls `count` after each of `all` sessions. */
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

/** Runs the work. If it takes a while, shows a progress notification, whose Cancel aborts the work's signal. */
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
