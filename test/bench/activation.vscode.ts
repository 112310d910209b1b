/**
 * How long a VS Code with all its built-in extensions takes to activate this extension, beside some of them, as
 * *Developer: Show Running Extensions* says: `npm run bench activation`. VS Code loads the extensions that wait for
 * its start one after the other, built-in ones first, and each one's time begins when the first is loaded. So an
 * extension without code, which is loaded just before this one, shows how much of the time is waiting. The results
 * are in `out/bench/activation.json` too.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, startWorkbench } from '../e2e/support';
import { medianOf, writeResults } from './results';

const rounds = 9;
const empty = 'Extension without code';
/** The names of the extensions in VS Code. */
const measured = ['Workbook Sessions', 'Merge Conflict', empty];

/** An extension that does nothing. Its name puts it before this one. */
async function writeEmptyExtension(folder: string): Promise<void> {
  const manifest = {
    ...{ name: 'empty', displayName: empty, publisher: 'a', version: '1.0.0', main: './empty.js' },
    ...{ engines: { vscode: '^1.90.0' }, activationEvents: ['onStartupFinished'] },
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'empty.js'), 'exports.activate = () => undefined;');
}

/** The milliseconds of each extension in one new window. */
async function activationTimes(emptyExtension: string): Promise<ReadonlyMap<string, number>> {
  const workbench = await startWorkbench({ allBuiltins: true, moreExtensions: [emptyExtension] });
  const { page } = workbench;
  try {
    // VS Code draws only the rows that are visible.
    await page.setViewportSize({ width: 1200, height: 4000 });
    await runCommand(page, 'Developer: Show Running Extensions');
    const rows = page.locator('.runtime-extensions-editor .monaco-list-row');
    const texts = rows.filter({ hasText: 'Activation:' });
    for (const name of measured) {
      await texts.filter({ hasText: name }).first().waitFor();
    }
    const times = (await texts.allInnerTexts()).map((text): readonly [string, number] => {
      const [name = ''] = text.split('\n');
      return [name, Number(/Activation: (\d+)ms/.exec(text.replace(/\s+/g, ' '))?.[1])];
    });
    return new Map(times);
  } finally {
    await workbench.close();
  }
}

async function main(): Promise<void> {
  const times = new Map<string, number[]>();
  const folder = await mkdtemp(join(tmpdir(), 'empty-extension-'));
  await writeEmptyExtension(folder);
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, ms] of await activationTimes(folder)) {
      times.set(name, [...(times.get(name) ?? []), ms]);
    }
  }
  await rm(folder, { recursive: true });
  const results = [...times].map(([name, all]) => ({
    ...{ name, ms: medianOf(all), range: [Math.min(...all), Math.max(...all)] },
  }));
  results.sort((one, other) => one.ms - other.ms);
  console.log(`Activation in ms, median of ${rounds} (from–to)`);
  for (const { name, ms, range } of results) {
    console.log(`${String(ms).padStart(5)} (${range.join('–')})  ${name}`);
  }
  writeResults('activation', results);
}

void main().then(() => process.exit());
