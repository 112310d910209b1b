import * as l10n from '@vscode/l10n';
import type { CommandHandler } from '../commandRegistrar';
import type { CreateFlow } from '../createFlow';
import type { WorkbookPicker } from '../workbookPicker';

/** Create Session: which workbook, persistent or not; what the answer says is what is shown. */
export function createSession(deps: {
  readonly createFlow: CreateFlow;
  readonly workbookPicker: WorkbookPicker;
}): CommandHandler {
  return async () => {
    const title = l10n.t('Create Session');
    const workbook = await deps.workbookPicker.choose(title);
    const persistChanges = workbook && (await deps.createFlow.choosePersistence(title));
    if (workbook && persistChanges !== undefined) {
      const { name, ...place } = workbook;
      const session = await deps.createFlow.create({
        ...place,
        workbookName: name,
        persistChanges,
      });
      if (typeof session === 'object') {
        await deps.workbookPicker.remember({ ...session, name: session.workbookName });
      }
    }
  };
}
