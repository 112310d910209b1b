/**
 * Asks again and again until the answer is truthy, and returns it.
 *
 * @template T
 * @param {() => T | Promise<T>} condition
 * @param {{ timeoutMs?: number, intervalMs?: number, what?: string }} [options]
 * @returns {Promise<NonNullable<Awaited<T>>>}
 */
export async function waitFor(condition, options = {}) {
  const { timeoutMs = 40_000, intervalMs = 50, what = 'a condition' } = options;
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await condition();
    if (answer) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
}

/**
 * True when the promise is fulfilled, false when it is rejected.
 *
 * @param {Promise<unknown>} promise
 * @returns {Promise<boolean>}
 */
export function isFulfilled(promise) {
  return promise.then(
    () => true,
    () => false,
  );
}
