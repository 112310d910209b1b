import type { WorkbookClaims } from '../../src/model/ports';

/** The claims of a window that is alone. */
export const openClaims: WorkbookClaims = {
  turn: (_, signal) => {
    signal.throwIfAborted();
    return Promise.resolve({ mayBeOutdated: false, end: () => undefined });
  },
};
