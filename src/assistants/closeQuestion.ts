import * as l10n from '@vscode/l10n';
import type { WorkbookSession } from '../model/workbookSession';
import { closeConfirmation, closeWarnings } from '../sessions/view/confirmations';
import { sessionDetails, workbookName } from '../sessions/view/sessionTexts';

/** How many sessions the question names at most. */
const mostNamed = 20;

/** What VS Code asks the user before an assistant closes these sessions. */
export function closeQuestion(sessions: readonly WorkbookSession[], now: number) {
  const named = sessions
    .slice(0, mostNamed)
    .map((session) => `${workbookName(session)}: ${sessionDetails(session, now).join(', ')}`);
  const others = sessions.length - named.length;
  const more = others === 0 ? [] : [l10n.t('And {0} more.', others)];
  return {
    title: closeConfirmation(sessions).question,
    message: [...named, ...more, ...closeWarnings(sessions)].join('\n\n'),
  };
}
