/**
 * A window in a process of its own, for the tests of claims: `hold` claims a workbook and keeps it,
 * `hammer` claims it many times and reports if another process has it at the same time.
 */
import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../../src/base/clock';
import { isProcessRunning } from '../../../../src/base/runningProcess';
import { WindowClaims } from '../../../../src/sessions/store/workbookClaims';
import { RecordingLogger } from '../../../fakes/recordingLogger';

const [folder = '', task, times = '1'] = process.argv.slice(2);
const { signal } = new AbortController();
const logger = new RecordingLogger();
const claims = new WindowClaims({
  folder: join(folder, 'claims'),
  ...{ clock: systemClock, logger },
  isAnotherWindowOpen: () => Promise.resolve(true),
});
const marker = join(folder, 'marker');

/** The process that has the workbook already, if there is one. */
function otherHolder(): number | undefined {
  try {
    writeFileSync(marker, `${process.pid}`, { flag: 'wx' });
    return undefined;
  } catch {
    const other = Number(readFileSync(marker, 'utf8'));
    // A killed process can't remove its marker.
    writeFileSync(marker, `${process.pid}`);
    return isProcessRunning(other) ? other : undefined;
  }
}

async function hold(): Promise<void> {
  await claims.claim('workbook', signal, () => undefined);
  process.send?.('held');
}

async function hammer(): Promise<void> {
  for (let count = 0; count < Number(times); count += 1) {
    const claim = await claims.claim('workbook', signal, () => undefined);
    const other = otherHolder();
    process.send?.(other === undefined ? 'claim' : 'overlap');
    await systemClock.delay(count % 5);
    unlinkSync(marker);
    claim.end();
    await systemClock.delay((count * 7) % 20);
  }
  process.send?.(logger.lines.length === 0 ? 'done' : logger.lines.join());
  process.disconnect();
}

void (task === 'hold' ? hold() : hammer());
