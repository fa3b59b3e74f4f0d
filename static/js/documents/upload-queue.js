const AT_ONCE = 3;

/** Sends files one by one, a few at a time. `send(entry)` resolves when one is there and rejects with a sentence. */
export class UploadQueue {
  #waiting = [];
  #running = 0;
  sent = 0;
  refused = [];

  constructor(send, changed, { most = Infinity } = {}) {
    this.send = send;
    this.changed = changed;
    this.most = most;
  }

  get left() {
    return this.#waiting.length + this.#running;
  }

  /** Entries are `{ path, file }`, without `file` where it cannot be read. */
  add(entries) {
    for (const entry of entries) {
      if (!entry.file) this.#refuse(entry, "it cannot be read");
      else if (entry.file.size > this.most) this.#refuse(entry, `larger than ${Math.floor(this.most / 1048576)} MB`);
      else this.#waiting.push(entry);
    }
    this.changed();
    this.#next();
  }

  #next() {
    while (this.#running < AT_ONCE && this.#waiting.length) this.#run(this.#waiting.shift());
  }

  async #run(entry) {
    this.#running += 1;
    try {
      await this.send(entry);
      this.sent += 1;
    } catch (error) {
      this.#refuse(entry, error.message);
    }
    this.#running -= 1;
    this.changed();
    this.#next();
  }

  #refuse(entry, why) {
    this.refused.push({ name: entry.path, why });
  }
}
