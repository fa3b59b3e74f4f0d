/**
 * Waits of a client that reconnects: 0.5 s doubling to 30 s, each drawn from its upper half, so that clients spread.
 * One that was sent away, and not cut off, waits only as long as it takes to spread: `soon`.
 */
export class Backoff {
  constructor({ first = 500, most = 30_000, spread = 200, random = Math.random } = {}) {
    Object.assign(this, { first, most, spread, random, attempt: 0 });
  }

  next() {
    const ceiling = Math.min(this.most, this.first * 2 ** this.attempt);
    this.attempt += 1;
    return Math.round(ceiling * (0.5 + this.random() / 2));
  }

  soon() {
    return Math.round(this.spread * this.random());
  }

  reset() {
    this.attempt = 0;
  }
}
