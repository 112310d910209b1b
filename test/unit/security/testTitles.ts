import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { repository } from '../../host/paths.mjs';

export interface TestTitle {
  /** Seen from the repository. */
  readonly file: string;
  readonly title: string;
}

/** The titles of the tests in a folder, as they stand in the code; those that are put together have none here. */
export function testTitles(folder: string): readonly TestTitle[] {
  return readdirSync(path.join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.posix.join(folder, name.replaceAll('\\', '/')))
    .flatMap((file) => titlesIn(file).map((title) => ({ file, title })));
}

function titlesIn(file: string): readonly string[] {
  const text = readFileSync(path.join(repository, file), 'utf8');
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'it') {
      const [title] = node.arguments;
      if (title && ts.isStringLiteralLike(title)) {
        titles.push(title.text);
      }
    }
    ts.forEachChild(node, visit);
  };
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  visit(source);
  return titles;
}
