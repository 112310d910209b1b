import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { errorMessage } from '../messages/errorMessages';
import { meaningsOfEntraCodes } from '../requests/signInErrors';
import { adminCenterLink, redirectUris } from './appRegistration';
import { appName, azCommands, azLogin, type RegistrationPlan } from './azCommands';

/** The folder with the Markdown of the guide, and the language of the window. */
export interface GuideSource {
  readonly folder: string;
  readonly language: string;
}

/** The guide to an app registration, as Markdown. */
export function signInGuide(plan: RegistrationPlan, source: GuideSource): Promise<string> {
  return filled('appRegistration', plan, source);
}

/** The text that a user sends to an administrator who can register applications. */
export function administratorRequest(plan: RegistrationPlan, source: GuideSource): Promise<string> {
  return filled('administratorRequest', plan, source);
}

/** All redirect URIs, one a line. */
export function redirectUriLines(clientId: string | undefined): string {
  return urisFor(clientId)
    .map(({ uri }) => uri)
    .join('\n');
}

async function filled(name: string, plan: RegistrationPlan, source: GuideSource): Promise<string> {
  const values = new Map([
    ['appName', appName],
    ['accountTypes', accountTypes(plan)],
    ['adminCenterLink', adminCenterLink(plan.cloud, plan.clientId)],
    ['azLogin', azLogin(plan.cloud).join('\n')],
    ['bashCommands', azCommands('bash', plan).trimEnd()],
    ['powerShellCommands', azCommands('powerShell', plan).trimEnd()],
    ['errors', errorList()],
    ['redirectUris', redirectUriLines(plan.clientId)],
    ...urisFor(plan.clientId).map(({ uri, use }) => [`${use}Uri`, uri] as const),
  ]);
  const template = await markdown(name, source);
  return template.replaceAll(/\{(\w+)\}/g, (all, key: string) => values.get(key) ?? all).trimEnd();
}

/** The file in the language of the window, or else in English. */
async function markdown(name: string, { folder, language }: GuideSource): Promise<string> {
  try {
    return await readFile(join(folder, `${name}.nls.${language}.md`), 'utf8');
  } catch {
    return readFile(join(folder, `${name}.md`), 'utf8');
  }
}

function accountTypes({ accounts }: RegistrationPlan): string {
  return accounts === 'oneTenant'
    ? l10n.t('**Single tenant** (accounts of your organization only)')
    : l10n.t('**Multiple tenants** (work or school accounts of any organization)');
}

function errorList(): string {
  const lines = [...meaningsOfEntraCodes].map(([entraCode, code]) => {
    const { what, advice } = errorMessage(code);
    return `- **${entraCode}**: ${what} ${advice}`;
  });
  return lines.join('\n');
}

function urisFor(clientId: string | undefined) {
  return redirectUris(clientId ?? l10n.t('<client-id>'));
}
