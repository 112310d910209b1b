import assert from 'node:assert/strict';
import { WorkbookSessionError } from '../../../src/model/errors';
import { baseUrlOf, cloudOfOrigin } from '../../../src/graph/cloudHosts';
import { notLoopback } from '../base/notLoopback';
import { aSandbox, globalGraph } from '../../builders';

describe('The base URL', () => {
  const settings = { apiVersion: 'v1.0', endpoint: '' } as const;

  it('is that of the cloud, with the API version of the settings', () => {
    assert.equal(baseUrlOf(globalGraph, settings), 'https://graph.microsoft.com/v1.0');
    assert.equal(
      baseUrlOf({ cloud: 'usGov' }, { ...settings, apiVersion: 'beta' }),
      'https://graph.microsoft.us/beta',
    );
    assert.equal(baseUrlOf({ cloud: 'usGovDoD' }, settings), 'https://dod-graph.microsoft.us/v1.0');
  });

  it('is the endpoint of the settings, if that is on this machine', () => {
    const at = (endpoint: string) => baseUrlOf(globalGraph, { ...settings, endpoint });
    assert.equal(at('https://127.0.0.1:8000'), 'https://127.0.0.1:8000/v1.0');
    for (const endpoint of notLoopback.filter((text) => text !== '')) {
      assert.equal(at(endpoint), undefined);
    }
  });

  it('of a sandbox is its own address, if that is on this machine', () => {
    const own = { ...settings, endpoint: 'http://127.0.0.1:9999' };
    assert.equal(baseUrlOf(aSandbox(), own), 'http://127.0.0.1:8365/v1.0');
    for (const endpoint of notLoopback) {
      const sandbox = { endpoint, instanceId: 'sandbox-1', processId: 1 };
      assert.equal(baseUrlOf({ cloud: 'sandbox', sandbox }, settings), undefined);
    }
  });
});

describe('The cloud of an origin', () => {
  it('is known only by the exact origin', () => {
    assert.equal(cloudOfOrigin('https://graph.microsoft.com'), 'global');
    assert.equal(cloudOfOrigin('https://dod-graph.microsoft.us'), 'usGovDoD');
    for (const origin of [
      'http://graph.microsoft.com',
      'https://graph.microsoft.com.',
      'https://graph.microsoft.com:443',
      'https://microsoftgraph.chinacloudapi.cn.evil.example',
      'https://constructor',
    ]) {
      assert.equal(cloudOfOrigin(origin), undefined);
    }
  });

  it('in China is rejected, because it has no workbook API', () => {
    assert.throws(
      () => cloudOfOrigin('https://microsoftgraph.chinacloudapi.cn'),
      new WorkbookSessionError('cloudWithoutWorkbooks'),
    );
  });
});
