import assert from 'node:assert/strict';
import { ingestionOrigin } from '../../../src/telemetry/telemetryFetcher';

const key = 'InstrumentationKey=01234567-89ab-4def-8123-456789abcdef';

describe('The origin that telemetry goes to', () => {
  for (const [text, origin] of [
    [
      `${key};IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/;LiveEndpoint=https://live.example/`,
      'https://westeurope-5.in.applicationinsights.azure.com',
    ],
    [`IngestionEndpoint=https://example.com:8443;${key}`, 'https://example.com:8443'],
    [`${key};IngestionEndpoint=http://127.0.0.1:4711/`, 'http://127.0.0.1:4711'],
  ] as const) {
    it(`is ${origin} with the connection string “${text}”`, () => {
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
    it(`is refused with the connection string “${text}”`, () => {
      assert.throws(() => ingestionOrigin(text), /no key or no safe endpoint/);
    });
  }
});
