import assert from 'node:assert/strict';
import { baseUrlOf, cloudOfOrigin, parseLoopbackEndpoint } from '../../../src/graph/clouds';
import { aSandbox, globalGraph } from '../../builders';

const notLoopback = [
  '',
  'x',
  '127.0.0.1:8365',
  'http://127.0.0.1',
  'http://127.0.0.1:',
  'http://127.0.0.1:0',
  'http://127.0.0.1:65536',
  'http://127.0.0.1:123456',
  'http://127.0.0.1:80/path',
  'http://127.0.0.1:80//',
  'http://127.0.0.1:80?query',
  'http://127.0.0.1:80#fragment',
  'http://user@127.0.0.1:80',
  'http://127.0.0.1:80@evil.example',
  'http://127.0.0.1:80\\@evil.example',
  'http://127.0.0.1.evil.example:80',
  'http://127.0.0.2:80',
  'http://127.1:80',
  'http://2130706433:80',
  'http://0x7f.0.0.1:80',
  'http://0.0.0.0:80',
  'http://localhost:80',
  'http://[::1%25lo]:80',
  'http://[::]:80',
  'http://[::ffff:127.0.0.1]:80',
  'http://[0:0:0:0:0:0:0:1]:80',
  'HTTP://127.0.0.1:80',
  'ftp://127.0.0.1:80',
  'https://graph.microsoft.com:443',
  'http://127.0.0.1:8o',
  'http://127.0.0.1:٣',
  'http://127.0.0.1:80\nx',
];

describe('A loopback endpoint', () => {
  for (const [text, origin] of [
    ['http://127.0.0.1:8365', 'http://127.0.0.1:8365'],
    ['https://127.0.0.1:8365/', 'https://127.0.0.1:8365'],
    ['http://[::1]:1', 'http://[::1]:1'],
    [' http://127.0.0.1:65535 ', 'http://127.0.0.1:65535'],
    ['http://127.0.0.1:08365', 'http://127.0.0.1:8365'],
  ] as const) {
    it(`is ${text}`, () => {
      assert.equal(parseLoopbackEndpoint(text), origin);
    });
  }
  for (const text of notLoopback) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.equal(parseLoopbackEndpoint(text), undefined);
    });
  }
});

describe('The base URL', () => {
  const settings = { apiVersion: 'v1.0', endpoint: '' } as const;

  it('is that of the cloud, in the version of the settings', () => {
    assert.equal(baseUrlOf(globalGraph, settings), 'https://graph.microsoft.com/v1.0');
    assert.equal(
      baseUrlOf({ cloud: 'usGov' }, { ...settings, apiVersion: 'beta' }),
      'https://graph.microsoft.us/beta',
    );
    assert.equal(baseUrlOf({ cloud: 'usGovDoD' }, settings), 'https://dod-graph.microsoft.us/v1.0');
  });

  it('is the local stand-in of the settings, never another address', () => {
    const at = (endpoint: string) => baseUrlOf(globalGraph, { ...settings, endpoint });
    assert.equal(at('https://127.0.0.1:8000'), 'https://127.0.0.1:8000/v1.0');
    for (const endpoint of notLoopback.filter((text) => text !== '')) {
      assert.equal(at(endpoint), undefined);
    }
  });

  it('of a sandbox is where it listens, whatever the settings say, and always on this machine', () => {
    const own = { ...settings, endpoint: 'http://127.0.0.1:9999' };
    assert.equal(baseUrlOf(aSandbox(), own), 'http://127.0.0.1:8365/v1.0');
    for (const endpoint of notLoopback) {
      const sandbox = { endpoint, instanceId: 'sandbox-1', processId: 1 };
      assert.equal(baseUrlOf({ cloud: 'sandbox', sandbox }, settings), undefined);
    }
  });
});

describe('The cloud of an origin', () => {
  it('is known by the exact origin only', () => {
    assert.equal(cloudOfOrigin('https://graph.microsoft.com'), 'global');
    assert.equal(cloudOfOrigin('https://dod-graph.microsoft.us'), 'usGovDoD');
    for (const origin of [
      'http://graph.microsoft.com',
      'https://graph.microsoft.com.',
      'https://graph.microsoft.com:443',
      'https://microsoftgraph.chinacloudapi.cn',
      'https://constructor',
    ]) {
      assert.equal(cloudOfOrigin(origin), undefined);
    }
  });
});
