import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { ownAppArgument, type CommandId } from '../../contributions';
import {
  accountsOf,
  adminCenterLink,
  ownClientId,
  readClientId,
  readTenant,
  type SupportedAccounts,
} from '../appRegistration';
import { azCommands, type RegistrationPlan } from '../azCommands';
import {
  administratorRequest,
  redirectUriLines,
  signInGuide,
  type GuideSource,
} from '../signInGuide';
import {
  accountRows,
  validateClientId,
  registrationRows,
  signInWays,
  validateTenant,
  type RegistrationAction,
  type SetupRow,
} from '../signInSetup';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { Settings } from '../../window/settings';
import type { SignInFlow } from './signInFlow';
import type { SignInGuideDocument } from './signInGuideDocument';
import { back, chooseRow, enterText, type StepFrame } from '../../window/steps';

export interface SetUpDeps {
  readonly settings: Settings;
  readonly guideDocument: SignInGuideDocument;
  readonly guideSource: GuideSource;
  readonly signInFlow: SignInFlow;
}

type SetUpStep = 'way' | 'accounts' | 'guide' | 'registration' | 'clientId' | 'tenant' | 'signIn';

/** Set Up Sign-In: leads from no app registration to the first session. The user can leave it and come back. */
export function setUpSignIn(deps: SetUpDeps): CommandHandler {
  const setUp = new SignInSetup(deps);
  return (argument) => setUp.run(argument === ownAppArgument ? setUp.firstOfOwnApp() : 'way');
}

class SignInSetup {
  private chosenAccounts: SupportedAccounts | undefined;
  /** Texts that were typed but not accepted yet. They are there again when the user comes back. */
  private readonly drafts: { clientId?: string; tenant?: string } = {};
  private done: RegistrationAction | undefined;

  constructor(private readonly deps: SetUpDeps) {}

  /** A user who has an app registration comes to correct it, and starts with the guide. */
  firstOfOwnApp(): SetUpStep {
    return this.plan().clientId === undefined ? 'way' : 'guide';
  }

  async run(first: SetUpStep): Promise<void> {
    const steps: Readonly<Record<SetUpStep, () => Promise<SetUpStep | undefined>>> = {
      way: () => this.chooseWay(),
      accounts: () => this.chooseAccounts(),
      guide: () => this.showGuide(),
      registration: () => this.chooseAction(),
      clientId: () => this.enterClientId(),
      tenant: () => this.enterTenant(),
      signIn: () => this.signIn(),
    };
    for (let step: SetUpStep | undefined = first; step;) {
      step = await steps[step]();
    }
  }

  private async chooseWay(): Promise<SetUpStep | undefined> {
    const way = await chooseRow(
      { title: title(), hasBack: false, ignoreFocusOut: true },
      { placeholder: l10n.t('How do you want to reach your workbooks?'), rows: signInWays() },
    );
    if (way === undefined || way === back) {
      return undefined;
    }
    switch (way.id) {
      case 'ownApp':
        return 'accounts';
      case 'accessToken':
        return run('workbookSessions.useAccessToken');
      case 'sandbox':
        return run('workbookSessions.startSandbox');
    }
  }

  private async chooseAccounts(): Promise<SetUpStep | undefined> {
    const rows = accountRows();
    const row = await chooseRow(this.frame(1), {
      placeholder: l10n.t('Whose accounts will sign in with the app?'),
      rows,
      ...activeOf(rows, this.accounts()),
    });
    if (row === undefined || row === back) {
      return row && 'way';
    }
    this.chosenAccounts = row.id;
    return 'guide';
  }

  private async showGuide(): Promise<SetUpStep> {
    this.done = undefined;
    const { guideDocument, guideSource } = this.deps;
    await guideDocument.show(guideName(), await signInGuide(this.plan(), guideSource));
    return 'registration';
  }

  private async chooseAction(): Promise<SetUpStep | undefined> {
    const rows = registrationRows(this.plan(), this.done);
    const row = await chooseRow(this.frame(2), {
      placeholder: l10n.t('Register the app as the guide shows, then enter its client ID'),
      rows,
      ...activeOf(rows, this.done),
    });
    if (row === undefined || row === back) {
      return row && 'accounts';
    }
    return row.id === 'enterClientId' ? 'clientId' : this.perform(row.id);
  }

  /** Does the action of a row, then shows the list again. */
  private async perform(action: Exclude<RegistrationAction, 'enterClientId'>): Promise<SetUpStep> {
    const plan = this.plan();
    const copy = (text: string) => vscode.env.clipboard.writeText(text);
    switch (action) {
      case 'openAdminCenter':
        // As a string, because a Uri would encode the fragment again and break the link.
        await vscode.commands.executeCommand(
          'vscode.open',
          adminCenterLink(plan.cloud, plan.clientId),
        );
        break;
      case 'copyBash':
        await copy(azCommands('bash', plan));
        break;
      case 'copyPowerShell':
        await copy(azCommands('powerShell', plan));
        break;
      case 'copyRedirectUris':
        await copy(redirectUriLines(plan.clientId));
        break;
      case 'copyForAdministrator':
        await copy(await administratorRequest(plan, this.deps.guideSource));
        break;
      case 'showGuide':
        return 'guide';
    }
    this.done = action;
    return 'registration';
  }

  private async enterClientId(): Promise<SetUpStep | undefined> {
    const text = await enterText(this.frame(3), {
      prompt: l10n.t('Paste the application (client) ID from your app’s Overview page.'),
      placeholder: '00000000-0000-0000-0000-000000000000',
      value: this.drafts.clientId ?? this.plan().clientId ?? '',
      validate: validateClientId,
      onDidChange: (draft) => {
        this.drafts.clientId = draft;
      },
    });
    if (text === undefined || text === back) {
      return text && 'registration';
    }
    const entered = readClientId(text);
    if ('problem' in entered) {
      return 'clientId';
    }
    const { guideDocument, guideSource, settings } = this.deps;
    await settings.setClientId(entered.value);
    delete this.drafts.clientId;
    guideDocument.update(guideName(), await signInGuide(this.plan(), guideSource));
    return this.accounts() === 'oneTenant' ? 'tenant' : 'signIn';
  }

  private async enterTenant(): Promise<SetUpStep | undefined> {
    const { settings } = this.deps;
    const clientId = settings.clientId();
    const tenant = settings.tenant();
    const text = await enterText(this.frame(4), {
      prompt: l10n.t(
        'Paste the directory (tenant) ID. It’s below the client ID on the Overview page.',
      ),
      placeholder: l10n.t('A tenant’s ID or domain'),
      value: this.drafts.tenant ?? (validateTenant(tenant, clientId) ? '' : tenant),
      validate: (draft) => validateTenant(draft, clientId),
      onDidChange: (draft) => {
        this.drafts.tenant = draft;
      },
    });
    if (text === undefined || text === back) {
      return text && 'clientId';
    }
    const entered = readTenant(text, clientId);
    if ('problem' in entered) {
      return 'tenant';
    }
    await settings.setTenant(entered.value);
    delete this.drafts.tenant;
    return 'signIn';
  }

  private async signIn(): Promise<undefined> {
    await this.deps.signInFlow.signIn();
    void offerFirstSession();
  }

  private plan(): RegistrationPlan {
    const { settings } = this.deps;
    const clientId = ownClientId(settings.clientId());
    return { cloud: settings.cloud(), accounts: this.accounts(), clientId };
  }

  private accounts(): SupportedAccounts {
    const { settings } = this.deps;
    const current = { clientId: settings.clientId(), tenant: settings.tenant() };
    return this.chosenAccounts ?? accountsOf(current);
  }

  private frame(step: number): StepFrame {
    const steps = this.accounts() === 'oneTenant' ? 4 : 3;
    return { title: title(), place: [step, steps], hasBack: true, ignoreFocusOut: true };
  }
}

function title(): string {
  return l10n.t('Set Up Sign-In');
}

function guideName(): string {
  return l10n.t('App Registration');
}

function activeOf<Id extends string>(
  rows: readonly SetupRow<Id>[],
  id: Id | undefined,
): { readonly active?: SetupRow<Id> } {
  const active = rows.find((row) => row.id === id);
  return active ? { active } : {};
}

async function run(id: CommandId): Promise<undefined> {
  await vscode.commands.executeCommand(id);
}

async function offerFirstSession(): Promise<void> {
  const create = l10n.t('Create Session');
  const chosen = await vscode.window.showInformationMessage(
    l10n.t('Sign-in is set up. Next, create a session for one of your workbooks.'),
    create,
  );
  if (chosen === create) {
    await run('workbookSessions.createSession');
  }
}
