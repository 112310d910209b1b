import type { RootHookObject } from 'mocha';
import { onOrphaned } from '../../host/processes.mjs';
import { screenshot } from './screenshot';
import { openWorkbenches } from './workbench';

// Mocha does so in its own process, but not in those in which it runs files side by side.
process.on('unhandledRejection', (reason) => {
  throw reason;
});
// Ends the workbenches too, as every exit does.
onOrphaned(() => process.exit(1));
for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(1));
}

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
