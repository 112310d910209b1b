import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { commandIds } from '../../../src/contributions';
import {
  catalogued,
  commonTelemetryProperties,
  telemetryEvents,
  type TelemetryEventDescription,
} from '../../../src/telemetry/telemetryEvents';

const root = path.join(__dirname, '../../..');
const events: readonly (readonly [string, TelemetryEventDescription])[] =
  Object.entries(telemetryEvents);
const read = (name: string) => readFileSync(path.join(root, name), 'utf8');

describe('The catalogue of telemetry', () => {
  it('has the commands of the manifest and no others', () => {
    assert.deepEqual(telemetryEvents['command.completed'].fields.command.words, commandIds);
  });

  it('names events and fields in lower case with dots and underscores', () => {
    for (const [name, { fields }] of events) {
      assert.match(name, /^[a-z_]+\.[a-z_]+$/);
      Object.keys(fields).forEach((field) => {
        assert.match(field, /^[a-z]+(?:_[a-z]+)*$/);
      });
    }
  });

  it('contains only words and counts', () => {
    for (const [name, { fields }] of events) {
      for (const field of Object.values(fields)) {
        assert.notEqual('words' in field, 'isMeasurement' in field, name);
        const words = 'words' in field ? field.words : [];
        assert.equal(new Set(words).size, words.length);
        words.forEach((word) => {
          assert.match(word, /^[\w.]+$/, name);
        });
      }
    }
  });

  it('contains no word that VS Code would redact as a secret', () => {
    const words = events.flatMap(([, { fields }]) =>
      Object.values(fields).flatMap((field) => ('words' in field ? field.words : [])),
    );
    // From VS Code's own list: what follows such a word might be one.
    const suspicious = /(key|token|sig|secret|signature|password|passwd|pwd)[^a-zA-Z0-9]/i;
    assert.deepEqual(
      words.filter((word) => suspicious.test(word)),
      [],
    );
  });

  it('matches telemetry.json', () => {
    const described: Record<string, unknown> = {};
    for (const [name, { comment, fields }] of events) {
      described[name] = {
        comment,
        ...Object.fromEntries(
          Object.entries(fields).map(([key, field]) => [
            key,
            {
              classification: 'SystemMetaData',
              purpose: field.purpose,
              comment: field.comment,
              ...('isMeasurement' in field && { isMeasurement: true }),
            },
          ]),
        ),
      };
    }
    const common: Record<string, unknown> = {};
    for (const [key, comment] of Object.entries(commonTelemetryProperties)) {
      common[key] = { classification: 'SystemMetaData', purpose: 'FeatureInsight', comment };
    }
    const expected = { events: described, commonProperties: common };
    assert.deepEqual(JSON.parse(read('telemetry.json')), expected);
  });

  it('matches the README', () => {
    const section = read('README.md').split('### Telemetry')[1]?.split('\n## ')[0] ?? '';
    const rows = [...section.matchAll(/^\| `(.+?)` +\| (.+?) +\| (.+?) +\|$/gm)].map(
      ([, name, comment, fields]) => [name, comment, fields?.replaceAll('`', '').split(', ')],
    );
    assert.deepEqual(
      rows,
      events.map(([name, { comment, fields }]) => [name, comment, Object.keys(fields)]),
    );
    const common = section.match(/`common\.\w+`/g)?.map((word) => word.replaceAll('`', ''));
    assert.deepEqual(common, Object.keys(commonTelemetryProperties));
  });
});

describe('catalogued', () => {
  it('separates words from counts', () => {
    const fields = {
      ...{ target: 'graph', code: 'locked', duration: 'under1s' },
      ...{ closed: 2, already_gone: 0, failed: 1, cancelled: 0 },
    };
    const { closed, already_gone, failed, cancelled, ...properties } = fields;
    const measurements = { closed, already_gone, failed, cancelled };
    assert.deepEqual(catalogued('sessions.closed', fields), { properties, measurements });
  });

  it('returns nothing for an event that isn’t in the catalogue', () => {
    for (const name of ['', 'session.stolen', 'constructor', '__proto__', 'toString']) {
      assert.equal(catalogued(name, {}), undefined);
    }
  });

  it('returns only words and counts of the catalogue, whatever it gets', () => {
    const names = fc.constantFrom(...Object.keys(telemetryEvents));
    const keys = [...new Set(events.flatMap(([, { fields }]) => Object.keys(fields)))];
    const words = events.flatMap(([, { fields }]) =>
      Object.values(fields).flatMap((field) => ('words' in field ? field.words : [])),
    );
    const value = fc.oneof(fc.constantFrom(...words), fc.string(), fc.anything());
    const given = fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), value);
    const allowed = new Set(words);
    fc.assert(
      fc.property(names, given, (name, fields) => {
        const data = catalogued(name, fields);
        assert.ok(data);
        for (const [key, word] of Object.entries(data.properties)) {
          assert.ok(keys.includes(key) && allowed.has(word));
        }
        for (const [key, count] of Object.entries(data.measurements)) {
          assert.ok(keys.includes(key) && Number.isInteger(count));
        }
      }),
    );
  });
});
