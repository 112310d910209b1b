import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../host/browser.mjs';
import { loginHost } from './entra';

/** The switches with which a browser takes the stand-in for Microsoft's login host. */
export function loginBrowserFlags(port: number): readonly string[] {
  return [
    `--host-resolver-rules=MAP ${loginHost}:443 127.0.0.1:${port}, MAP fonts.googleapis.com ~NOTFOUND`,
  ];
}

/** A browser to which the stand-in is Microsoft's login host. */
export function launchLoginBrowser(port: number): Promise<Browser> {
  return launchBrowser(loginBrowserFlags(port));
}

/** A page of a person who is logged in nowhere. */
export async function newPerson(browser: Browser): Promise<Page> {
  const [context = await browser.newContext({ ignoreHTTPSErrors: true })] = browser.contexts();
  await context.clearCookies();
  const [page = await context.newPage()] = context.pages();
  return page;
}

/** Logs in on the provider's own page, as a person does. */
export async function logIn(page: Page, login: string): Promise<void> {
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill('whatever');
  await page.locator('button.login-submit').click();
}

/** Grants what the app asks for, on the page that says what that is. */
export async function consent(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** Refuses it there. */
export async function refuseConsent(page: Page): Promise<void> {
  await page.getByRole('link', { name: /cancel/i }).click();
}

/** Enters the code of another device, and says that it is the right one. */
export async function enterDeviceCode(page: Page, userCode: string): Promise<void> {
  await page.locator('input[name=user_code]').fill(userCode);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}
