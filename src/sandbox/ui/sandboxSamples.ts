import * as l10n from '@vscode/l10n';
import { addressOfIds } from '../../model/workbook';
import {
  workbookKey,
  type GraphTarget,
  type SandboxSample,
  type WorkbookSession,
} from '../../model/workbookSession';

/** The samples without a listed session of the same workbook and mode. */
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

/** Says that the sandbox runs, and with how many samples. */
export function sandboxStartedText(samples: number): string {
  return samples === 1
    ? l10n.t(
        'The sandbox is running with 1 sample session. It stands in for Microsoft Graph on this computer, so no real workbook is changed.',
      )
    : l10n.t(
        'The sandbox is running with {0} sample sessions. It stands in for Microsoft Graph on this computer, so no real workbook is changed.',
        samples,
      );
}

/** Says that the sandbox runs, and how many samples failed. */
export function samplesFailedText(failed: number, samples: number): string {
  return failed === 1
    ? l10n.t(
        "The sandbox is running, but 1 of its {0} sample sessions couldn't be opened.",
        samples,
      )
    : l10n.t(
        "The sandbox is running, but {0} of its {1} sample sessions couldn't be opened.",
        failed,
        samples,
      );
}
