import assert from 'node:assert/strict';
import {
  ingestionOrigin,
  telemetryConnectionString,
} from '../../../src/telemetry/telemetryConnection';

const key = 'InstrumentationKey=01234567-89ab-4def-8123-456789abcdef';

describe('the connection string of telemetry', () => {
  it('is empty unless the build puts one in', () => {
    assert.equal(telemetryConnectionString, '');
  });

  for (const [text, origin] of [
    [
      `${key};IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/;LiveEndpoint=https://live.example/`,
      'https://westeurope-5.in.applicationinsights.azure.com',
    ],
    [`IngestionEndpoint=https://example.com:8443;${key}`, 'https://example.com:8443'],
    [`${key};IngestionEndpoint=http://127.0.0.1:4711/`, 'http://127.0.0.1:4711'],
  ] as const) {
    it(`leads to ${origin}`, () => {
      assert.equal(ingestionOrigin(text), origin);
    });
  }

  for (const text of [
    '',
    key,
    'IngestionEndpoint=https://example.com/',
    `${key};IngestionEndpoint=http://example.com/`,
    `${key};IngestionEndpoint=http://localhost:4711/`,
    `${key};IngestionEndpoint=https://user@example.com/`,
    `${key};IngestionEndpoint=https://example.com/path`,
    `${key};IngestionEndpoint=ftp://example.com/`,
  ]) {
    it(`leads nowhere as “${text}”`, () => {
      assert.throws(() => ingestionOrigin(text), /no key or no safe endpoint/);
    });
  }
});
