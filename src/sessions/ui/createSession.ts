import * as l10n from '@vscode/l10n';
import { placeOfAddress } from '../../model/foundItem';
import type { GivenWorkbook } from '../../model/workbookText';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { CreateFlow } from './createFlow';
import { back } from '../../window/steps';
import type { WorkbookPicker } from '../../workbooks/ui/workbookPicker';

interface CreateDeps {
  readonly createFlow: CreateFlow;
  readonly workbookPicker: WorkbookPicker;
}

/** Create Session: which workbook, persistent or not; what the answer says is what is shown. */
export function createSession(deps: CreateDeps): CommandHandler {
  return async () => {
    const picker = deps.workbookPicker.open(l10n.t('Create Session'));
    try {
      let workbook = await picker.next();
      while (workbook && (await create(workbook, true, deps)) === back) {
        workbook = await picker.next();
      }
    } finally {
      picker.dispose();
    }
  };
}

/** @param hasBack true when the user can go back from here, to choose another workbook */
async function create(
  workbook: GivenWorkbook,
  hasBack: boolean,
  { createFlow, workbookPicker }: CreateDeps,
): Promise<typeof back | undefined> {
  const { name, place = placeOfAddress(workbook.address), ...owner } = workbook;
  const persistChanges = await createFlow.choosePersistence(name, hasBack);
  if (persistChanges === undefined || persistChanges === back) {
    return persistChanges;
  }
  const known = place && { place };
  const session = await createFlow.create({
    ...{ ...owner, workbookName: name, persistChanges },
    ...known,
  });
  if (typeof session === 'object') {
    const found = { ...session, name: session.workbookName };
    await workbookPicker.remember({ ...found, ...known });
  }
  return undefined;
}
