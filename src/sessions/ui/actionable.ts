import type { SessionService } from '../sessionService';
import type { WorkbookSession } from '../../model/workbookSession';

/** Those of the sessions that are listed now; one that is still being opened has no id yet. */
export function actionable(
  service: SessionService,
  keys: readonly string[],
): readonly WorkbookSession[] {
  const wanted = new Set(keys);
  return service.sessions().filter(({ key, status }) => wanted.has(key) && status !== 'opening');
}

/** True when some of the sessions have been tried with access to the user's own files alone. */
export function mayNeedAllFiles(
  sessions: readonly WorkbookSession[],
  keys: readonly string[],
): boolean {
  return sessions.some(
    ({ key, target, permissions }) =>
      keys.includes(key) && target.cloud !== 'sandbox' && permissions !== 'allFiles',
  );
}
