/**
 * How long a VS Code with all its built-in extensions takes to activate this extension, beside some of them, as
 * *Developer: Show Running Extensions* says: `npm run bench activation`. The results are in
 * `out/bench/activation.json` too.
 */
import { runCommand, startWorkbench } from '../e2e/support';
import { medianOf, writeResults } from './results';

const rounds = 9;
/** The names of the extensions in VS Code. */
const measured = ['Workbook Sessions', 'Merge Conflict'];

/** The milliseconds of each extension in one new window. */
async function activationTimes(): Promise<ReadonlyMap<string, number>> {
  const workbench = await startWorkbench({ allBuiltins: true });
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
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, ms] of await activationTimes()) {
      times.set(name, [...(times.get(name) ?? []), ms]);
    }
  }
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
