import { firstUseConfirmation, type Confirmation } from '../messages/confirmation';

/** What somebody else could do to the user by one of our commands. */
export type SensitiveAct = 'close' | 'copySessionId';

/**
 * VS Code does not say who runs a command: another extension can name even the rows of the view and
 * accept what a list offers. So each such act is asked about until the user has agreed to it once in
 * this window, in a dialog that no command can answer.
 */
export class FirstUseInWindow {
  private readonly agreed = new Set<SensitiveAct>();

  /** @param askUser true when the user agrees */
  constructor(private readonly askUser: (question: Confirmation) => Promise<boolean>) {}

  /** True when the user agreed to such an act before, or does so now. */
  async mayDo(act: SensitiveAct, question: Confirmation): Promise<boolean> {
    return this.agreed.has(act) || this.ask(act, firstUseConfirmation(question));
  }

  /** Asks, whatever was agreed before. */
  async ask(act: SensitiveAct, question: Confirmation): Promise<boolean> {
    const isAgreed = await this.askUser(question);
    if (isAgreed) {
      this.agreed.add(act);
    }
    return isAgreed;
  }
}
