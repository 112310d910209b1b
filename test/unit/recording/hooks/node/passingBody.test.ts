import assert from 'node:assert/strict';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { PassingBody } from '../../../../../src/recording/hooks/node/passingBody';

describe('A body that passes a recorded program', () => {
  const text = '{"id":"größe"}';
  const compressed: Readonly<Record<string, Buffer>> = {
    gzip: gzipSync(text),
    deflate: deflateSync(text),
    br: brotliCompressSync(text),
    identity: Buffer.from(text),
  };
  for (const [encoding, bytes] of Object.entries(compressed)) {
    it(`is read with the encoding ${encoding}, in whatever pieces it comes`, () => {
      const body = new PassingBody(1024);
      for (const byte of bytes) {
        body.add(Uint8Array.of(byte));
      }
      assert.deepEqual(body.json(encoding), { id: 'größe' });
    });
  }

  it('is read from texts too', () => {
    const body = new PassingBody(1024);
    body.add('{"id":');
    body.add(Buffer.from('"a"}').toString('base64'), 'base64');
    body.add(undefined);
    assert.deepEqual(body.json(), { id: 'a' });
  });

  it('is not kept beyond its limit', () => {
    const body = new PassingBody(1024);
    for (let megabytes = 0; megabytes < 1024; megabytes += 1) {
      body.add(Buffer.alloc(1024 * 1024));
      assert.deepEqual(Reflect.get(body, 'chunks'), []);
    }
    body.add('{}');
    assert.equal(body.json(), undefined);
    assert.deepEqual(Reflect.get(body, 'chunks'), []);
  });

  it('is not unpacked beyond its limit', () => {
    const body = new PassingBody(1024);
    body.add(gzipSync(`{"id":"${' '.repeat(2000)}"}`));
    assert.equal(body.json('gzip'), undefined);
  });
});
