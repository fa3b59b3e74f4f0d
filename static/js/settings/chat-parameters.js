/**
 * What the person sets for the answers of one chat: values by the names of the request's parameters.
 * Events: `changed`. A new chat (null) has no row yet: its first question brings them.
 */
export class ChatParameters extends EventTarget {
  /** @param {(conversation: string|null, values: object) => Promise<object|null>} save returns why not ({message, param}), or null */
  constructor(save) {
    super();
    Object.assign(this, { save, conversation: null, values: {}, waiting: 0, saved: Promise.resolve() });
  }

  open(conversation, values) {
    Object.assign(this, { conversation, values });
    this.#tell();
  }

  /** The new chat has become this conversation, which its first question told what is set. */
  rename(conversation) {
    this.conversation = conversation;
  }

  /** As the server says them; what is on its way to it is newer. */
  follow(values) {
    if (this.waiting || same(values, this.values)) return;
    this.values = values;
    this.#tell();
  }

  /** What a question has to bring, as long as the server may not know it; else undefined. */
  get unsaved() {
    return this.waiting || (!this.conversation && this.names.length) ? this.values : undefined;
  }

  get names() {
    return Object.keys(this.values);
  }

  /**
   * @param {object} patch values by name; undefined takes one away
   * @returns {Promise<object|null>} why it is refused, then all is as before
   */
  change(patch) {
    return this.#put(without({ ...this.values, ...patch }));
  }

  reset() {
    return this.#put({});
  }

  async #put(values) {
    const { conversation, values: before } = this;
    this.values = values;
    this.#tell();
    this.waiting++;
    const saving = this.saved.then(() => this.save(conversation, values));
    this.saved = saving.catch(() => {});
    const refusal = await saving.finally(() => this.waiting--);
    if (refusal && this.values === values) {
      this.values = before;
      this.#tell();
    }
    return refusal;
  }

  #tell() {
    this.dispatchEvent(new Event("changed"));
  }
}

const without = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
