import * as l10n from '@vscode/l10n';
import type { CommandHandler } from '../commandRegistrar';
import type { CreateFlow } from '../createFlow';
import type { WorkbookInput } from '../workbookInput';

/** Create Session: which workbook, persistent or not; what the answer says is what is shown. */
export function createSession(deps: {
  readonly createFlow: CreateFlow;
  readonly workbookInput: WorkbookInput;
}): CommandHandler {
  return async () => {
    const title = l10n.t('Create Session');
    const workbook = await deps.workbookInput.choose(title);
    const persistChanges = workbook && (await deps.createFlow.choosePersistence(title));
    if (workbook && persistChanges !== undefined) {
      const { target, address, name } = workbook;
      await deps.createFlow.create({ target, address, workbookName: name, persistChanges });
    }
  };
}
