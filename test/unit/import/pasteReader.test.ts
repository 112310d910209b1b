import assert from 'node:assert/strict';
import { WorkbookSessionError } from '../../../src/model/errors';
import { addressOfIds } from '../../../src/model/workbook';
import { readPastedSession } from '../../../src/import/pasteReader';
import { aSandbox, globalGraph } from '../../builders';

const path = '/v1.0/drives/b!a/items/01ABC';
const address = addressOfIds({ driveId: 'b!a', itemId: '01ABC' });
const sandbox = aSandbox();

describe('A pasted session', () => {
  it('belongs to the host that it names, whatever is in use', () => {
    const workbook = { target: globalGraph, address, name: '' };
    const text = `https://graph.microsoft.com${path} cluster=1`;
    assert.deepEqual(readPastedSession(text, sandbox), { workbook, sessionId: 'cluster=1' });
  });

  it('belongs to the Graph in use when it names no host', () => {
    for (const target of [globalGraph, sandbox]) {
      const workbook = { target, address, name: '' };
      assert.deepEqual(readPastedSession(path, target), { workbook });
    }
  });

  it('belongs to the sandbox whose address it names, and to no other', () => {
    const workbook = { target: sandbox, address, name: '' };
    assert.deepEqual(readPastedSession(`http://127.0.0.1:8365${path}`, sandbox), { workbook });
    for (const [text, target] of [
      [`http://127.0.0.1:8366${path}`, sandbox],
      [`http://127.0.0.1:8365${path}`, globalGraph],
    ] as const) {
      assert.throws(
        () => readPastedSession(text, target),
        new WorkbookSessionError('foreignAddress'),
      );
    }
  });

  it('belongs to the cloud whose Graph it names, whatever is in use', () => {
    for (const [host, cloud] of [
      ['graph.microsoft.us', 'usGov'],
      ['dod-graph.microsoft.us', 'usGovDoD'],
    ] as const) {
      const workbook = { target: { cloud }, address, name: '' };
      for (const current of [globalGraph, sandbox]) {
        assert.deepEqual(readPastedSession(`https://${host}${path}`, current), { workbook });
        assert.deepEqual(readPastedSession(`POST ${path} Host: ${host} cluster=1`, current), {
          workbook,
          sessionId: 'cluster=1',
        });
      }
    }
  });

  it('without a host belongs to the cloud in use', () => {
    const target = { cloud: 'usGovDoD' } as const;
    assert.deepEqual(readPastedSession(path, target).workbook?.target, target);
  });

  for (const text of [
    `https://microsoftgraph.chinacloudapi.cn${path} cluster=1`,
    `POST ${path} Host: microsoftgraph.chinacloudapi.cn workbook-session-id: cluster=1`,
  ]) {
    it(`of China is refused, with the reason: ${text}`, () => {
      for (const current of [globalGraph, sandbox]) {
        assert.throws(
          () => readPastedSession(text, current),
          new WorkbookSessionError('cloudWithoutWorkbooks'),
        );
      }
    });
  }

  it('has the name that its path tells', () => {
    const { workbook } = readPastedSession('/me/drive/root:/Reports/Q3.xlsx:', globalGraph);
    assert.equal(workbook?.name, 'Q3.xlsx');
  });

  it('may be a session id alone', () => {
    assert.deepEqual(readPastedSession('cluster=1', globalGraph), { sessionId: 'cluster=1' });
  });
});
