/** A promise that is settled from outside; as `Promise.withResolvers`, which Node 20 lacks. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;

  constructor() {
    let settle: Pick<Deferred<T>, 'resolve' | 'reject'> | undefined;
    this.promise = new Promise<T>((resolve, reject) => {
      settle = { resolve, reject };
    });
    if (!settle) {
      throw new Error('The promise constructor runs its executor at once.');
    }
    ({ resolve: this.resolve, reject: this.reject } = settle);
  }
}
