const AT_ONCE = 3;

/**
 * The files of one message that is being written, each on its way, there, or refused. `changed` after every change.
 * @typedef {{id: number, file: File, state: "waiting"|"sending"|"reading"|"done"|"failed", progress: number, reason: string,
 *   part: object, notes: string[], readable: boolean, pasted: boolean}} Upload
 */
export class Uploads extends EventTarget {
  /**
   * @param {(file: File, options: {progress: (share: number) => void, signal: AbortSignal}) => Promise<object>} send
   * @param {{bytes: number, count: number}} limits
   */
  constructor(send, limits) {
    super();
    Object.assign(this, { send, limits, items: [], next: 1 });
  }

  /** @returns {number} how many were left out, since a message has room for `limits.count` */
  add(files, { pasted = false } = {}) {
    const taken = [...files].slice(0, Math.max(0, this.limits.count - this.items.length));
    this.items.push(...taken.map((file) => this.#item(file, pasted)));
    this.#proceed();
    return files.length - taken.length;
  }

  /** Of a message that comes back: they are there already. */
  addParts(parts) {
    for (const part of parts) this.items.push({ ...this.#item({ name: part.file.filename, size: 0 }, false), state: "done", part, readable: true, kept: true });
    this.#tell();
  }

  /** Takes one away, wherever it is on its way. */
  remove(id) {
    const item = this.items.find((each) => each.id === id);
    item?.abort?.abort();
    this.items = this.items.filter((each) => each !== item);
    this.#proceed();
    return item;
  }

  /** Sends another file in the place of one. @returns {Upload} the one that was there */
  replace(id, file) {
    const at = this.items.findIndex((each) => each.id === id);
    const [before] = at < 0 ? [] : this.items.splice(at, 1, this.#item(file, false));
    this.#proceed();
    return before;
  }

  retry(id) {
    const item = this.items.find((each) => each.id === id);
    Object.assign(item, { state: "waiting", reason: "", progress: 0 });
    this.#proceed();
  }

  /** Hands the files over to a message. */
  take() {
    const { parts } = this;
    this.items = [];
    this.#tell();
    return parts;
  }

  get parts() {
    return this.items.filter(({ state }) => state === "done").map(({ part }) => part);
  }

  get busy() {
    return this.items.some(({ state }) => ["waiting", "sending", "reading"].includes(state));
  }

  #item(file, pasted) {
    const tooLarge = file.size > this.limits.bytes;
    const reason = tooLarge ? `Larger than ${this.limits.bytes >> 20} MB` : "";
    const state = tooLarge ? "failed" : "waiting";
    return { id: this.next++, file, state, reason, pasted, progress: 0, part: null, notes: [], readable: false, final: tooLarge, tooLarge };
  }

  #proceed() {
    const running = this.items.filter(({ state }) => ["sending", "reading"].includes(state)).length;
    const waiting = this.items.filter(({ state }) => state === "waiting");
    for (const item of waiting.slice(0, Math.max(0, AT_ONCE - running))) this.#upload(item);
    this.#tell();
  }

  async #upload(item) {
    item.abort = new AbortController();
    item.state = "sending";
    try {
      const answer = await this.send(item.file, { progress: (share) => this.#moved(item, share), signal: item.abort.signal });
      Object.assign(item, answer, { state: "done" });
    } catch (error) {
      Object.assign(item, { state: "failed", reason: error.message, final: Boolean(error.final) });
    }
    this.#proceed();
  }

  #moved(item, share) {
    Object.assign(item, { progress: share, state: share < 1 ? "sending" : "reading" });
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("changed"));
  }
}
