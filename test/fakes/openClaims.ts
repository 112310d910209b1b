import type { WorkbookClaims } from '../../src/model/ports';

/** The claims of a window that is alone. */
export const openClaims: WorkbookClaims = {
  claim: () => ({ mayBeOutdated: false, end: () => undefined }),
};
