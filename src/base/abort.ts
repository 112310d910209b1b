import { Deferred } from './deferred';
import type { Disposable } from './disposable';

/** Our one listener on each signal. It serves all who wait for that signal. */
const listenerOf = new WeakMap<AbortSignal, SharedListener>();

interface SharedListener {
  readonly callbacks: Set<() => void>;
  readonly callAll: () => void;
}

/**
 * Calls back when the signal aborts, until the result is disposed. Thousands of callbacks on one signal
 * cost little and cause no warning from Node.
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

/** A signal that aborts with the first of several others, until it is disposed. */
export interface LinkedSignal extends Disposable {
  readonly signal: AbortSignal;
}

/** Does the same as `AbortSignal.any`, which leaks memory on a long-lived signal. */
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

/** Waits for the promise. If the signal aborts first, rejects with its reason. */
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
