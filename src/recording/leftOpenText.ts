import * as l10n from '@vscode/l10n';
import { plainText } from '../messages/plainText';

/** Says that a program has ended without closing its sessions. */
export function leftOpenText(program: string, count: number): string {
  const name = plainText(program);
  return count === 1
    ? l10n.t('{0} ended and left 1 session open.', name)
    : l10n.t('{0} ended and left {1} sessions open.', name, count);
}
