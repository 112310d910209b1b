import * as l10n from '@vscode/l10n';
import { addressOfIds, type WorkbookIds } from '../../model/workbook';
import { workbookKey, type GraphTarget, type WorkbookSession } from '../../model/workbookSession';

/** A workbook of the sandbox in which it is worth having a session to begin with. */
export interface SandboxSample extends WorkbookIds {
  readonly name: string;
  readonly persistChanges: boolean;
}

/** The samples of which no session is listed: of the same workbook in the same mode. */
export function missingSamples<Sample extends SandboxSample>(
  samples: readonly Sample[],
  target: GraphTarget,
  sessions: readonly Pick<WorkbookSession, 'target' | 'address' | 'ids' | 'mode'>[],
): readonly Sample[] {
  const listed = new Set(sessions.map((session) => `${session.mode} ${workbookKey(session)}`));
  return samples.filter((sample) => {
    const mode = sample.persistChanges ? 'persistent' : 'nonPersistent';
    return !listed.has(`${mode} ${workbookKey({ target, address: addressOfIds(sample) })}`);
  });
}

/** What Start Sandbox has done. */
export function sandboxStartedText(samples: number): string {
  return samples === 1
    ? l10n.t(
        'The sandbox is running: a stand-in for Microsoft Graph on this machine, with 1 sample session. Nothing real is touched.',
      )
    : l10n.t(
        'The sandbox is running: a stand-in for Microsoft Graph on this machine, with {0} sample sessions. Nothing real is touched.',
        samples,
      );
}

/** That the sandbox is not all that it should be. */
export function samplesFailedText(failed: number, samples: number): string {
  return failed === 1
    ? l10n.t(
        'The sandbox is running, but 1 of its {0} sample sessions could not be opened.',
        samples,
      )
    : l10n.t(
        'The sandbox is running, but {0} of its {1} sample sessions could not be opened.',
        failed,
        samples,
      );
}
