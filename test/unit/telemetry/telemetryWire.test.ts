import assert from 'node:assert/strict';
import fc from 'fast-check';
import { extensionId } from '../../../src/contributions';
import { cataloguedBatch } from '../../../src/telemetry/telemetryWire';

const common = { 'common.os': 'linux' };
const iKey = '01234567-89ab-4def-8123-456789abcdef';
const properties = { target: 'graph', duration: 'under1s' };
const measurements = { closed: 1, already_gone: 0, failed: 0, cancelled: 0 };

/** As the library writes it; VS Code's own ids in all the places where it has them. */
function envelope(
  change: { baseType?: string; event?: string; more?: object; time?: string } = {},
) {
  const { baseType = 'EventData', event = 'sessions.closed', more = {} } = change;
  return {
    time: change.time ?? '2026-01-01T00:00:00.000Z',
    iKey,
    name: `Microsoft.ApplicationInsights.${iKey.replaceAll('-', '')}.Event`,
    tags: {
      'ai.user.id': 'machine-secret',
      'ai.user.authUserId': 'machine-secret',
      'ai.session.id': 'session-secret',
      'ai.internal.sdkVersion': 'javascript:3.4.4',
    },
    data: {
      baseType,
      baseData: {
        ver: 2,
        name: `${extensionId}/${event}`,
        properties: { ...properties, 'common.vscodemachineid': 'machine-secret', ...more },
        measurements: { ...measurements, size: 4711 },
      },
    },
  };
}

const batchOf = (...envelopes: unknown[]): unknown => {
  const text = cataloguedBatch(JSON.stringify(envelopes), common);
  return text === undefined ? undefined : JSON.parse(text);
};

describe('cataloguedBatch', () => {
  const { time, name } = envelope();
  const clean = {
    ...{ time, iKey, name, tags: {} },
    data: {
      baseType: 'EventData',
      baseData: {
        ...{ ver: 2, name: `${extensionId}/sessions.closed` },
        properties: { ...properties, ...common },
        measurements,
      },
    },
  };

  it('keeps what the catalogue allows, and drops the IDs that the library adds', () => {
    assert.deepEqual(batchOf(envelope()), [clean]);
  });

  it('drops events that the catalogue doesn’t have, and keeps the others', () => {
    const foreign = [
      envelope({ baseType: 'ExceptionData' }),
      envelope({ baseType: 'MessageData' }),
      envelope({ event: 'unhandlederror' }),
      envelope({ time: 'secret' }),
      { ...envelope(), iKey: 'secret' },
      { ...envelope(), name: 'secret' },
      { ...envelope(), data: 'secret' },
      null,
      'secret',
    ];
    assert.deepEqual(batchOf(...foreign, envelope()), [clean]);
    assert.equal(batchOf(...foreign), undefined);
  });

  it('drops words that the catalogue doesn’t have', () => {
    const more = { target: 'contoso.sharepoint.com', code: 'Budget.xlsx', workbook: 'Budget.xlsx' };
    const text = JSON.stringify(batchOf(envelope({ more })));
    assert.doesNotMatch(text, /contoso|Budget/);
  });

  for (const body of ['', 'secret', '{}', 'null', '[]', '[[]]', '{"0":{}}']) {
    it(`returns nothing for the body “${body}”`, () => {
      assert.equal(cataloguedBatch(body, common), undefined);
    });
  }

  it('never throws', () => {
    const parts = fc.record({ data: fc.anything(), time: fc.anything() }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.anything(), parts)), (batch) => {
        assert.doesNotThrow(() => cataloguedBatch(JSON.stringify(batch), common));
      }),
    );
  });
});
