/** A promise that its owner settles, like `Promise.withResolvers`, which Node 20 lacks. */
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
      throw new Error('The promise constructor did not run its executor.');
    }
    ({ resolve: this.resolve, reject: this.reject } = settle);
  }
}
