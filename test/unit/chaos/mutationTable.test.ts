import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mutations } from '../../chaos/mutationTable.mjs';
import { repository } from '../../host/paths.mjs';

describe('The table of mutations', () => {
  it('finds the text of each mutation once in its file', () => {
    assert.ok(mutations.length >= 5);
    for (const { file, text, instead } of mutations.map(({ replacement }) => replacement)) {
      const source = readFileSync(path.join(repository, file), 'utf8');
      assert.equal(source.split(text).length - 1, 1, `${file}: ${text}`);
      assert.notEqual(text, instead);
    }
  });
});
