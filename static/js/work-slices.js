const FIRST_MS = 50;
const NEXT_MS = 12;

/**
 * Shares the main thread between what has to be drawn and what a person does: work that does not fit into a slice of time goes
 * on after the page had its turn. The clock is passed in.
 */
export class WorkSlices {
  constructor({ clock = globalThis, now = () => performance.now() } = {}) {
    Object.assign(this, { clock, now, begin: null, length: FIRST_MS, waiting: new Set(), armed: false });
  }

  /** Whether the time of this task is used up. */
  get over() {
    if (this.begin === null) {
      this.begin = this.now();
      this.clock.setTimeout(() => (this.begin = null), 0);
    }
    return this.now() - this.begin > this.length;
  }

  /** @param {() => void} work does what it can until `over`, and then asks again; asked twice it runs once */
  later(work) {
    this.waiting.add(work);
    if (this.armed) return;
    this.armed = true;
    this.clock.setTimeout(() => this.#run(), 0);
  }

  #run() {
    Object.assign(this, { armed: false, begin: this.now(), length: NEXT_MS });
    for (const work of [...this.waiting]) {
      if (this.over) break;
      this.waiting.delete(work);
      work();
    }
    if (this.waiting.size) this.later(this.waiting.values().next().value);
    Object.assign(this, { begin: null, length: FIRST_MS });
  }
}
