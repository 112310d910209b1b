import { defined } from '../../base/defined';
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { RecentWorkbook, RecentWorkbooks } from '../recentWorkbooks';
import type { SessionService } from '../../sessions/sessionService';
import { describeError, toWorkbookSessionError } from '../../model/errors';
import { placeOfAddress } from '../../model/foundItem';
import type { Logger } from '../../model/ports';
import { addressOfIds, idsOfAddress } from '../../model/workbook';
import type { WorkbookSearch } from '../workbookSearch';
import { workbookKey, type GraphTarget, type WorkbookSession } from '../../model/workbookSession';
import type { GivenWorkbook, WorkbookText } from '../../model/workbookText';
import type { ErrorPresenter } from '../../window/errorPresenter';
import { OpenWorkbookPicker } from './openWorkbookPicker';

/** What the picker is built from. */
export interface WorkbookPickerDeps {
  readonly search: WorkbookSearch;
  readonly clock: Clock;
  readonly readText: (text: string, current: GraphTarget) => WorkbookText;
  readonly service: SessionService;
  /** The Graph for new sessions, and the workbooks of the sandbox while it runs. */
  readonly sandbox: {
    target(): GraphTarget;
    readonly running: { readonly samples: readonly Omit<RecentWorkbook, 'cloud'>[] } | undefined;
  };
  readonly recents: RecentWorkbooks;
  readonly logger: Logger;
  readonly presenter: Pick<ErrorPresenter, 'buttonsOf'>;
}

/** Asks for a workbook: searched, browsed, pasted, or known already. */
export class WorkbookPicker {
  constructor(private readonly deps: WorkbookPickerDeps) {}

  async choose(title: string): Promise<GivenWorkbook | undefined> {
    const picker = this.open(title);
    try {
      return await picker.next();
    } finally {
      picker.dispose();
    }
  }

  /** Opens a picker that can be asked again until it is disposed. */
  open(title: string): Disposable & { next(): Promise<GivenWorkbook | undefined> } {
    const { search, clock, readText, sandbox, logger, presenter } = this.deps;
    const target = sandbox.target();
    const picker = new OpenWorkbookPicker(
      title,
      {
        ...{ search, clock, target, logger },
        readText: (text) => readText(text, target),
        known: this.knownWorkbooks(target),
      },
      presenter,
    );
    return {
      next: async () => {
        const workbook = await picker.next();
        await (workbook && this.remember(workbook));
        return workbook;
      },
      dispose: () => {
        picker.dispose();
      },
    };
  }

  /** Keeps a workbook for the next time. The workbooks of a sandbox end with it. */
  async remember({ target, address, name, place, permissions }: GivenWorkbook): Promise<void> {
    const ids = idsOfAddress(address);
    const { cloud } = target;
    if (cloud !== 'sandbox' && ids && name !== '') {
      const found = defined({ place, permissions });
      await this.keep({ cloud, ...ids, name, ...found });
    }
  }

  /** A failure is only logged. The user can search for the workbook again. */
  private async keep(workbook: RecentWorkbook): Promise<void> {
    try {
      await this.deps.recents.remember(workbook);
    } catch (error) {
      this.deps.logger.error(describeError(toWorkbookSessionError(error)));
    }
  }

  /** The listed workbooks, the recent ones, and those of the sandbox, each once. */
  private knownWorkbooks(target: GraphTarget): readonly GivenWorkbook[] {
    const { service, sandbox, recents } = this.deps;
    const listed = service.sessions().map(workbookOfSession);
    const others: readonly Omit<RecentWorkbook, 'cloud'>[] =
      target.cloud === 'sandbox' ? (sandbox.running?.samples ?? []) : recents.list(target.cloud);
    const known = new Map(listed.map((workbook) => [workbookKey(workbook), workbook]));
    for (const recent of others) {
      const workbook = workbookOfRecent(recent, target);
      known.set(workbookKey(workbook), { ...known.get(workbookKey(workbook)), ...workbook });
    }
    return [...known.values()];
  }
}

/** The workbook of a listed session, with the account and permissions that opened the session. */
function workbookOfSession({
  target,
  address,
  ids,
  workbookName,
  account,
  permissions,
  place = placeOfAddress(address),
}: WorkbookSession): GivenWorkbook {
  return {
    ...{ target, address: ids ? addressOfIds(ids) : address, name: workbookName },
    ...defined({ place }),
    ...(permissions === 'allFiles' && { permissions, ...defined({ account }) }),
  };
}

function workbookOfRecent(
  { driveId, itemId, name, place, permissions }: Omit<RecentWorkbook, 'cloud'>,
  target: GraphTarget,
): GivenWorkbook {
  const address = addressOfIds({ driveId, itemId });
  const found = defined({ place, permissions });
  return { target, address, name, ...found };
}
