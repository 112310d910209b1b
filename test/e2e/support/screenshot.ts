import path from 'node:path';
import type { Page } from 'playwright-core';
import { outFolder } from '../../host/paths.mjs';

/** Keeps what a window shows as `out/screenshots/<name>.png`. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({
    path: path.join(outFolder, 'screenshots', `${name}.png`),
    animations: 'disabled',
  });
}
