import { readdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/** The launcher shows only what begins with this: the workbench has much to say of its own. */
const mark = '[test] ';

/** The repository, seen from out/integration, where this file is bundled to. */
const repository = path.resolve(__dirname, '../..');

/** Runs every test file beside this one; called by VS Code inside the extension host. */
export async function run(): Promise<void> {
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => {
    for (const line of format(...args).split('\n')) {
      console.log(mark + line);
    }
  };
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 20_000,
    forbidOnly: true,
    forbidPending: true,
    reporter: path.join(repository, 'test/host/countingReporter.js'),
    reporterOptions: { output: path.join(repository, 'out/results/integration.json') },
  });
  for (const name of readdirSync(__dirname, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.test.js')) {
      mocha.addFile(path.join(__dirname, name));
    }
  }
  await new Promise<void>((resolve, reject) => {
    mocha.run((failures) => {
      if (failures > 0) {
        reject(new Error(`${failures} failed`));
      } else {
        resolve();
      }
    });
  });
}
