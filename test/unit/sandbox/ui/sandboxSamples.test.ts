import assert from 'node:assert/strict';
import type { SessionMode } from '../../../../src/model/workbookSession';
import {
  missingSamples,
  samplesFailedText,
  sandboxStartedText,
} from '../../../../src/sandbox/ui/sandboxSamples';
import { aSandbox, aWorkbookSession, globalGraph } from '../../../builders';

const sample = (itemId: string, persistChanges: boolean) => ({
  ...{ driveId: 'b!drive', itemId, persistChanges },
  name: `${itemId}.xlsx`,
});
const samples = [sample('01', true), sample('01', false), sample('02', true)];

const listed = (itemId: string, mode: SessionMode, target = aSandbox()) =>
  aWorkbookSession({ target, mode, ids: { driveId: 'b!drive', itemId } });

describe('missingSamples', () => {
  it('returns all samples if no session is listed', () => {
    assert.deepEqual(missingSamples(samples, aSandbox(), []), samples);
  });

  it('returns the samples whose workbook has no session in their mode', () => {
    const sessions = [listed('01', 'nonPersistent'), listed('02', 'unknownMode')];
    assert.deepEqual(missingSamples(samples, aSandbox(), sessions), [samples[0], samples[2]]);
  });

  it('ignores the sessions of another sandbox and of Graph', () => {
    const sessions = [
      listed('01', 'persistent', aSandbox('another')),
      listed('02', 'persistent', globalGraph),
    ];
    assert.deepEqual(missingSamples(samples, aSandbox(), sessions), samples);
  });
});

describe('sandboxStartedText', () => {
  it('says that the sandbox runs, what it is and how many samples it has', () => {
    assert.equal(
      sandboxStartedText(4),
      'The sandbox is running with 4 sample sessions. It stands in for Microsoft Graph on this computer, so no real workbook is changed.',
    );
  });

  it('has a singular', () => {
    assert.match(sandboxStartedText(1), / with 1 sample session\. /);
  });
});

describe('samplesFailedText', () => {
  for (const failed of [1, 2]) {
    it(`says that ${failed} of 4 samples failed`, () => {
      assert.equal(
        samplesFailedText(failed, 4),
        `The sandbox is running, but ${failed} of its 4 sample sessions couldn't be opened.`,
      );
    });
  }
});
