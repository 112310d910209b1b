import assert from 'node:assert/strict';
import type { SessionMode } from '../../../../src/model/workbookSession';
import {
  missingSamples,
  samplesFailedText,
  sandboxStartedText,
} from '../../../../src/sandbox/ui/sandboxSamples';
import { aSandbox, aWorkbookSession } from '../../../builders';

const sample = (itemId: string, persistChanges: boolean) => ({
  ...{ driveId: 'b!drive', itemId, persistChanges },
  name: `${itemId}.xlsx`,
});
const samples = [sample('01', true), sample('01', false), sample('02', true)];

const listed = (itemId: string, mode: SessionMode, target = aSandbox()) =>
  aWorkbookSession({ target, mode, ids: { driveId: 'b!drive', itemId } });

describe('missingSamples', () => {
  it('are all at first', () => {
    assert.deepEqual(missingSamples(samples, aSandbox(), []), samples);
  });

  it('are those whose workbook has no session in their mode', () => {
    const sessions = [listed('01', 'nonPersistent'), listed('02', 'unknownMode')];
    assert.deepEqual(missingSamples(samples, aSandbox(), sessions), [samples[0], samples[2]]);
  });

  it('are not there by a session of another sandbox, nor of Graph', () => {
    const other = aSandbox('another');
    const sessions = [
      listed('01', 'persistent', other),
      aWorkbookSession({ mode: 'persistent', ids: { driveId: 'b!drive', itemId: '02' } }),
    ];
    assert.deepEqual(missingSamples(samples, aSandbox(), sessions), samples);
  });
});

describe('what is told of the sandbox', () => {
  it('says that it runs, what it is and how much there is to try things on', () => {
    assert.equal(
      sandboxStartedText(4),
      'The sandbox is running: a stand-in for Microsoft Graph on this machine, with 4 sample sessions. Nothing real is touched.',
    );
    assert.match(sandboxStartedText(1), /with 1 sample session\. /);
  });

  it('says how many of its sample sessions are not there', () => {
    assert.match(
      samplesFailedText(1, 4),
      /, but 1 of its 4 sample sessions could not be opened\.$/,
    );
    assert.match(
      samplesFailedText(2, 4),
      /, but 2 of its 4 sample sessions could not be opened\.$/,
    );
  });
});
