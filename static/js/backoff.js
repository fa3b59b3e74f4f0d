/** Waits of a client that reconnects: 0.5 s doubling to 30 s, each drawn from its upper half, so that clients spread. */
export class Backoff {
  constructor({ first = 500, most = 30_000, random = Math.random } = {}) {
    Object.assign(this, { first, most, random, attempt: 0 });
  }

  next() {
    const ceiling = Math.min(this.most, this.first * 2 ** this.attempt);
    this.attempt += 1;
    return Math.round(ceiling * (0.5 + this.random() / 2));
  }

  reset() {
    this.attempt = 0;
  }
}
