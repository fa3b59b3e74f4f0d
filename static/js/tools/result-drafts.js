const KEY = "results";
const MOST = 50;

/** What was typed as results of calls and not sent, by the message that the answer ends with and the call's id. The oldest go when there are too many. */
export class ResultDrafts {
  constructor(store) {
    this.store = store;
  }

  get(message) {
    return this.#all[message] ?? {};
  }

  set(message, call, text) {
    const { [message]: before, ...others } = this.#all;
    this.#write({ ...others, [message]: { ...before, [call]: text } });
  }

  remove(message) {
    const { [message]: _, ...others } = this.#all;
    this.#write(others);
  }

  get #all() {
    return this.store.read(KEY) ?? {};
  }

  #write(drafts) {
    const entries = Object.entries(drafts).slice(-MOST);
    this.store.write(KEY, entries.length ? Object.fromEntries(entries) : null);
  }
}
