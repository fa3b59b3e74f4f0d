const KEY = "drafts";
const NEW = "new";
const MOST = 100;

/** What was typed and not sent, one text for each conversation (null: the new one). The oldest go when there are too many. */
export class DraftStore {
  constructor(store) {
    this.store = store;
  }

  get(conversation) {
    return this.#drafts()[conversation ?? NEW] ?? "";
  }

  set(conversation, text) {
    const { [conversation ?? NEW]: _, ...others } = this.#drafts();
    const entries = Object.entries(others);
    if (text) entries.push([conversation ?? NEW, text]);
    this.store.write(KEY, entries.length ? Object.fromEntries(entries.slice(-MOST)) : null);
  }

  #drafts() {
    return this.store.read(KEY) ?? {};
  }
}
