const BUDGET_MS = 2_000;

/** The time of a job was over, or there is no worker to be had. */
export class OutOfTime extends Error {}

/**
 * A worker whose jobs have a time budget: one that takes longer is given up and the worker with it, and the next job gets a new
 * one. Jobs run one after the other, so that the time is that of the job alone. The worker is made with the first job.
 */
export class BoundedWorker {
  /** @param {() => Worker} create a worker that says once whether it is `ready`, and `{id, output}` or `{id, error}` to `{id, task, input}` */
  constructor(create, { budget = BUDGET_MS, clock = globalThis } = {}) {
    Object.assign(this, { create, budget, clock, jobs: [], last: 0, worker: null, ready: false, running: null, broken: false });
  }

  /** @returns {Promise} of the output; it fails with what the job failed with, or when its time is over */
  run(task, input) {
    return new Promise((resolve, reject) => {
      this.jobs.push({ id: ++this.last, task, input, resolve, reject });
      this.#next();
    });
  }

  #next() {
    if (this.running || !this.jobs.length) return;
    if (this.broken) return this.#failAll();
    if (!this.worker) return this.#start();
    if (!this.ready) return;
    const { id, task, input } = (this.running = this.jobs.shift());
    this.timer = this.clock.setTimeout(() => this.#giveUp(), this.budget);
    this.worker.postMessage({ id, task, input });
  }

  #start() {
    this.worker = this.create();
    this.worker.onmessage = ({ data }) => ("ready" in data ? this.#began(data.ready) : this.#done(data));
    this.worker.onerror = () => this.ready || this.#began(false);
  }

  /** One whose scripts did not come is not tried again: they will not come for the next job either. */
  #began(ready) {
    Object.assign(this, { ready, broken: !ready });
    this.#next();
  }

  #done({ id, output, error }) {
    if (this.running?.id !== id) return;
    const { resolve, reject } = this.#settle();
    if (error === undefined) resolve(output);
    else reject(new Error(error));
    this.#next();
  }

  #giveUp() {
    this.worker.terminate();
    Object.assign(this, { worker: null, ready: false });
    this.#settle().reject(new OutOfTime(`longer than ${this.budget} ms`));
    this.#next();
  }

  #settle() {
    const { running } = this;
    this.running = null;
    this.clock.clearTimeout(this.timer);
    return running;
  }

  #failAll() {
    for (const { reject } of this.jobs.splice(0)) reject(new OutOfTime("no worker"));
  }
}
