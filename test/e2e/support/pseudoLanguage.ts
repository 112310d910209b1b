import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nPseudoLocalized } from '@vscode/l10n-dev';
import type { Locator } from 'playwright-core';
import { repository } from '../../host/paths.mjs';
import { makeTemporaryFolder } from '../../host/temporaryFolder.mjs';
import { waitFor } from '../../host/wait.mjs';

type Texts = Readonly<Record<string, string>>;

/** The language of the pseudo texts, as Microsoft's tools name it. */
export const pseudoLanguage = 'qps-ploc';

/** The English text with another sign for each letter. Links and what stands in braces stay. */
export function pseudo(text: string): string {
  const translated = getL10nPseudoLocalized({ text })['text'];
  assert.ok(typeof translated === 'string');
  return translated;
}

/** Copies the built extension to a folder of its own, and adds the pseudo language to it. */
export function pseudoExtension(): string {
  const folder = path.join(makeTemporaryFolder('pseudo'), 'extension');
  mkdirSync(folder);
  for (const name of ['dist', 'l10n', 'media', 'package.json', 'package.nls.json']) {
    cpSync(path.join(repository, name), path.join(folder, name), { recursive: true });
  }
  translate(folder, 'package.nls.json', 'package.nls');
  translate(folder, 'l10n/bundle.l10n.json', 'l10n/bundle.l10n');
  for (const subfolder of ['media/guide', 'media/walkthrough']) {
    for (const name of readdirSync(path.join(folder, subfolder))) {
      if (name.endsWith('.md') && !name.includes('.nls.')) {
        const file = path.join(folder, subfolder, name);
        const translated = file.replace(/\.md$/, `.nls.${pseudoLanguage}.md`);
        writeFileSync(translated, pseudo(readFileSync(file, 'utf8')));
      }
    }
  }
  return folder;
}

function translate(folder: string, english: string, target: string): void {
  const texts = JSON.parse(readFileSync(path.join(folder, english), 'utf8')) as Texts;
  const translated = JSON.stringify(getL10nPseudoLocalized({ ...texts }));
  writeFileSync(path.join(folder, `${target}.${pseudoLanguage}.json`), translated);
}

/** What the checks read of an element in the page. */
interface ShownElement {
  readonly innerText?: string;
  getAttribute(name: string): string | null;
  getClientRects(): { readonly length: number };
  querySelectorAll(selector: string): Iterable<ShownElement>;
}

/** Every text of the elements and of what they contain, also those that only a screen reader says. */
function textsOf(elements: Locator): Promise<readonly string[]> {
  return elements.evaluateAll((shown: readonly ShownElement[]) =>
    shown
      .flatMap((element) => [
        element.innerText ?? '',
        ...[element, ...element.querySelectorAll('*')]
          // Rows are used again: what one does not show may be left from another.
          .filter((part) => part.getClientRects().length > 0)
          .flatMap((part) =>
            ['aria-label', 'title', 'placeholder'].map((name) => part.getAttribute(name) ?? ''),
          ),
      ])
      .filter((text) => /\p{L}/u.test(text)),
  );
}

/** Checks that elements show texts, all in the pseudo language but for what `allowed` matches. */
export async function assertPseudo(elements: Locator, allowed: RegExp): Promise<void> {
  await elements.first().waitFor();
  const deadline = Date.now() + 5000;
  let texts: readonly string[] = [];
  let english: readonly string[] = [];
  // A picker may still show the rows of the one before it.
  await waitFor(
    async () => {
      texts = await textsOf(elements);
      english = texts.filter((text) => /[A-Za-z]{2}/.test(text.replaceAll(allowed, '')));
      return (texts.length > 0 && english.length === 0) || Date.now() > deadline;
    },
    { what: 'texts' },
  );
  assert.notEqual(texts.length, 0, `${elements.toString()} shows no text`);
  assert.deepEqual(english, [], `${elements.toString()} shows texts that can’t be translated`);
}
