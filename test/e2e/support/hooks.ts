import type { RootHookObject } from 'mocha';
import { screenshot } from './screenshot';
import { openWorkbenches } from './workbench';

/** For Mocha's --require: keeps pictures of what a failed story showed, and ends what it left running. */
export const mochaHooks: RootHookObject = {
  async afterEach(this: Mocha.Context) {
    if (this.currentTest?.state === 'failed') {
      const title = this.currentTest.fullTitle().replaceAll(/[^\w]+/g, '-');
      const pages = openWorkbenches().flatMap(({ context }) => context.pages());
      for (const [index, page] of pages.entries()) {
        await screenshot(page, `failed-${title}-${index + 1}`);
      }
    }
  },
  async afterAll() {
    for (const workbench of openWorkbenches()) {
      await workbench.close();
    }
  },
};
