/** JSON values in a Storage, by key, under this person's name. Where the browser refuses storage they live as long as the page. */
export class LocalStore {
  constructor(storage, owner) {
    Object.assign(this, { storage, owner, memory: new Map() });
  }

  read(key) {
    try {
      return JSON.parse(this.storage.getItem(this.#name(key)));
    } catch {
      return this.memory.get(key) ?? null;
    }
  }

  /** Null takes the value away. */
  write(key, value) {
    this.memory.set(key, value);
    try {
      if (value === null) this.storage.removeItem(this.#name(key));
      else this.storage.setItem(this.#name(key), JSON.stringify(value));
    } catch {
      // Full or closed: the copy in memory serves this page.
    }
  }

  #name(key) {
    return `chat:${this.owner}:${key}`;
  }
}
