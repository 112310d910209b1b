import { Deferred } from './deferred';
import type { Disposable } from './disposable';

/** What is to be called per signal; one listener of ours on each, however many wait for it. */
const listenerOf = new WeakMap<AbortSignal, SharedListener>();

interface SharedListener {
  readonly callbacks: Set<() => void>;
  readonly callAll: () => void;
}

/**
 * Calls back when the signal aborts, until the answer is disposed. Unlike listeners of one's own,
 * thousands of these on one signal cost neither time nor a warning of Node's.
 */
export function onAbort(signal: AbortSignal, callback: () => void): Disposable {
  if (signal.aborted) {
    callback();
    return { dispose: () => undefined };
  }
  const entry = () => {
    callback();
  };
  const listener = listenerOf.get(signal) ?? listen(signal);
  listener.callbacks.add(entry);
  return {
    dispose: () => {
      listener.callbacks.delete(entry);
      if (listener.callbacks.size === 0) {
        signal.removeEventListener('abort', listener.callAll);
        listenerOf.delete(signal);
      }
    },
  };
}

/** A signal that aborts with the first of others, until it is disposed. */
export interface LinkedSignal extends Disposable {
  readonly signal: AbortSignal;
}

/** As `AbortSignal.any`, which leaves something behind on long-lived signals at each call. */
export function linkedSignal(...signals: readonly AbortSignal[]): LinkedSignal {
  const controller = new AbortController();
  const links = signals.map((signal) =>
    onAbort(signal, () => {
      controller.abort(signal.reason);
    }),
  );
  const dispose = () => {
    links.forEach((link) => {
      link.dispose();
    });
  };
  return { signal: controller.signal, dispose };
}

/** Waits for the promise, but no longer than until the signal aborts; then rejects with its reason. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Deferred<never>();
  const link = onAbort(signal, () => {
    aborted.reject(signal.reason);
  });
  try {
    return await Promise.race([aborted.promise, promise]);
  } finally {
    link.dispose();
  }
}

function listen(signal: AbortSignal): SharedListener {
  const callbacks = new Set<() => void>();
  const callAll = () => {
    callbacks.forEach((callback) => {
      callback();
    });
  };
  const listener: SharedListener = { callbacks, callAll };
  signal.addEventListener('abort', callAll, { once: true });
  listenerOf.set(signal, listener);
  return listener;
}
