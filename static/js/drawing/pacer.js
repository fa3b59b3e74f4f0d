/**
 * Runs a drawing at most once per frame, and after a dear one waits three times as long as it took: however long an
 * answer is, three quarters of the time stay free.
 */
export class Pacer {
  constructor(draw) {
    Object.assign(this, { draw, frame: 0, earliest: 0 });
  }

  request() {
    this.frame ||= requestAnimationFrame(() => this.#tick());
  }

  flush() {
    this.cancel();
    this.draw();
  }

  cancel() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  #tick() {
    this.frame = 0;
    const begin = performance.now();
    if (begin < this.earliest) return this.request();
    this.draw();
    const cost = performance.now() - begin;
    this.earliest = begin + (cost > 8 ? 4 * cost : 0);
  }
}
