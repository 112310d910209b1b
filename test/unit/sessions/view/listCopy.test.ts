import assert from 'node:assert/strict';
import { listFormatRows, listText } from '../../../../src/sessions/view/listCopy';
import { anUncheckedSession, aWorkbookSession, someTime } from '../../../builders';

const key = '00000001-0000-4000-8000-000000000000';
const ids = { driveId: 'b!secret-drive', itemId: 'secret-item' };
const program = { name: 'order-sync.js', processId: 7 };
const sessions = [
  aWorkbookSession({ key, ids, label: 'nightly import', program, shortId: 'a3fdfd70' }),
  anUncheckedSession({ workbookName: 'Orders.xlsx' }),
];
const time = new Date(someTime).toISOString();

describe('The copied list', () => {
  it('has no ID of a session, a drive, or an item, in any format', () => {
    for (const { format } of listFormatRows()) {
      const text = listText(format, sessions, someTime);
      assert.match(text, /Budget/);
      for (const id of [key, 'secret', 'a3fdfd70', key.slice(0, 8)]) {
        assert.ok(!text.includes(id), `${format} contains ${id}`);
      }
    }
  });

  it('is a table in Markdown', () => {
    const lines = listText('markdown', sessions, someTime).split('\n');
    assert.equal(lines.length, 5);
    assert.equal(
      lines[0],
      '| Workbook | Label | Place | Account | Program | Mode | State | Created or added | Last active |',
    );
    assert.equal(lines[1], '| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
    assert.ok(lines[2]?.startsWith('| Budget.xlsx | nightly import |  | ada@example.com |'));
    assert.ok(lines[3]?.includes(' | unchecked | '));
  });

  it('is read by a program as JSON, where what is unknown is absent', () => {
    const text = listText('json', sessions, someTime);
    const [first, second] = JSON.parse(text) as readonly Record<string, unknown>[];
    assert.equal(first?.['minutesLeft'], 5);
    assert.equal(first['createdAt'], time);
    assert.equal(second?.['state'], 'unchecked');
    assert.ok(!('minutesLeft' in second) && !('expiresAt' in second) && !('label' in second));
  });

  it('is a file in CSV whose cells Excel doesn’t run as formulas', () => {
    const names = ['=HYPERLINK("x")', '+1', '-1', '@SUM(1)'];
    const hostile = names.map((workbookName) => aWorkbookSession({ workbookName }));
    const [, ...lines] = listText('csv', hostile, someTime).trimEnd().split('\r\n');
    assert.deepEqual(
      lines.map((line) => line.slice(0, line.indexOf('","') + 1)),
      [`"'=HYPERLINK(""x"")"`, `"'+1"`, `"'-1"`, `"'@SUM(1)"`],
    );
  });

  it('has no link, image, or HTML in Markdown, and keeps each session in its row', () => {
    const workbookName = '[x](command:evil) | ![y](https://evil.example) <b>\n# z';
    const text = listText('markdown', [aWorkbookSession({ workbookName })], someTime);
    const lines = text.trimEnd().split('\n');
    assert.equal(lines.length, 3);
    assert.equal(lines[2]?.split(/(?<!\\)\|/).length, 11);
    assert.doesNotMatch(text, /(?<!\\)[[\]<>]/);
  });
});
