const NEW = "new";
const MOST = 100;

/** What was typed, or chosen, and not sent: one value for each conversation (null: the new one). The oldest go when there are too many. */
export class DraftStore {
  /** @param {string} key under which all of them are kept */
  constructor(store, key = "drafts") {
    Object.assign(this, { store, key });
  }

  get(conversation) {
    return this.#drafts()[conversation ?? NEW] ?? "";
  }

  set(conversation, value) {
    const { [conversation ?? NEW]: _, ...others } = this.#drafts();
    const entries = Object.entries(others);
    if (value) entries.push([conversation ?? NEW, value]);
    this.store.write(this.key, entries.length ? Object.fromEntries(entries.slice(-MOST)) : null);
  }

  #drafts() {
    return this.store.read(this.key) ?? {};
  }
}
