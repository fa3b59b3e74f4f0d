const FIRST_MS = 50;
const NEXT_MS = 12;
const MOST_ELEMENTS = 1_000;
const FRAME_MS = 20;

/**
 * Shares the main thread between what has to be drawn and what a person does: work that does not fit into a slice of time goes
 * on after the page had its turn. The clock is passed in.
 */
export class WorkSlices {
  constructor({ clock = globalThis, now = () => performance.now() } = {}) {
    Object.assign(this, { clock, now, begin: null, elements: 0, length: FIRST_MS, waiting: new Set(), armed: false, free: false, pending: 0, idlers: [] });
  }

  /** Whether the time of this task is used up, its own or that of the layout which it causes. */
  get over() {
    if (this.free) return false;
    if (this.begin === null) {
      this.#open(this.length);
      this.clock.setTimeout(() => (this.begin = null), 0);
    }
    return this.#full || this.now() - this.begin > this.length;
  }

  /** @param {number} elements that came onto the page: the browser lays them out in its next frame, for which the next slice waits */
  put(elements) {
    this.elements += elements;
  }

  /** @param {() => void} work does what it can until `over`, and then asks again; asked twice it runs once */
  later(work) {
    this.waiting.add(work);
    if (this.armed) return;
    this.armed = true;
    this.clock.setTimeout(() => this.#run(), this.#full ? FRAME_MS : 0);
  }

  /** @param {Promise} coming what something that is drawn still lacks */
  busyUntil(coming) {
    const came = () => (this.pending--, this.#settle());
    this.pending++;
    coming.then(came, came);
  }

  /** Resolves when nothing waits any more, and nothing is to come. */
  async idle() {
    if (this.armed || this.pending) await new Promise((done) => this.idlers.push(done));
  }

  /** Does work to its end at once, and all that waits: for a printer, which does not. */
  unbounded(work) {
    this.free = true;
    work();
    for (const other of this.waiting) this.waiting.delete(other) && other();
    this.free = false;
  }

  #run() {
    this.armed = false;
    this.#open(NEXT_MS);
    for (const work of [...this.waiting]) {
      if (this.over) break;
      this.waiting.delete(work);
      work();
    }
    if (this.waiting.size) this.later(this.waiting.values().next().value);
    else this.#settle();
    Object.assign(this, { begin: null, length: FIRST_MS });
  }

  #settle() {
    if (!this.armed && !this.pending) this.idlers.splice(0).forEach((done) => done());
  }

  get #full() {
    return this.elements > MOST_ELEMENTS;
  }

  #open(length) {
    Object.assign(this, { begin: this.now(), elements: 0, length });
  }
}
