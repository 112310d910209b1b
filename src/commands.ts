import type { GraphSettings } from './graph/clouds';
import { readPastedSession } from './graph/pastedSession';
import { placeOfSession } from './graph/workbookPlace';
import type { CommandHandlers } from './vscode/commandRegistrar';
import { commandHandlers, type CommandParts } from './vscode/commandTable';
import { SessionChoice } from './vscode/sessionChoice';
import { WorkbookInput } from './vscode/workbookInput';

/** What the commands get from the window's own parts. */
export interface WindowParts extends Omit<
  CommandParts,
  'choice' | 'placeOfSession' | 'workbookInput'
> {
  readonly graphSettings: () => GraphSettings;
}

/** Builds what only commands need and joins it with them; loaded when the first command is called. */
export function createCommands(parts: WindowParts): CommandHandlers {
  const { clock, graphSettings, sandbox, service, views } = parts;
  return commandHandlers({
    ...parts,
    choice: new SessionChoice(service, views, clock),
    placeOfSession: (session) => placeOfSession(session, graphSettings()),
    workbookInput: new WorkbookInput(
      (text) => readPastedSession(text, sandbox.target()),
      service,
      sandbox,
    ),
  });
}
