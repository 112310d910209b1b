/**
 * A window in a process of its own, for the tests of claims: `hold` takes a turn and keeps it, `hammer` takes
 * many turns and reports if another process has one at the same time.
 */
import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../../src/base/clock';
import { isProcessRunning } from '../../../../src/base/runningProcess';
import { WindowClaims } from '../../../../src/sessions/store/workbookClaims';
import { RecordingLogger } from '../../../fakes/recordingLogger';

const [folder = '', task, turns = '1'] = process.argv.slice(2);
const { signal } = new AbortController();
const logger = new RecordingLogger();
const claims = new WindowClaims({
  folder: join(folder, 'claims'),
  ...{ clock: systemClock, logger },
  isAnotherWindowOpen: () => Promise.resolve(true),
});
const marker = join(folder, 'marker');

/** The process that has the turn already, if there is one. */
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
  await claims.turn('workbook', signal, true);
  process.send?.('held');
}

async function hammer(): Promise<void> {
  for (let count = 0; count < Number(turns); count += 1) {
    const turn = await claims.turn('workbook', signal, true);
    const other = otherHolder();
    process.send?.(other === undefined ? 'turn' : 'overlap');
    await systemClock.delay(count % 5);
    unlinkSync(marker);
    turn.end();
    await systemClock.delay((count * 7) % 20);
  }
  process.send?.(logger.lines.length === 0 ? 'done' : logger.lines.join());
  process.disconnect();
}

void (task === 'hold' ? hold() : hammer());
