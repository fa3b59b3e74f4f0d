/** JSON values in a Storage, by key, under this person's name. Where the browser refuses storage they live as long as the page. */
export class LocalStore {
  constructor(storage, owner) {
    Object.assign(this, { storage, owner, memory: new Map() });
  }

  read(key) {
    if (this.memory.has(key)) return this.memory.get(key);
    try {
      return JSON.parse(this.storage.getItem(this.#name(key)));
    } catch {
      return null;
    }
  }

  /** Null takes the value away. */
  write(key, value) {
    this.memory.delete(key);
    try {
      if (value === null) this.storage.removeItem(this.#name(key));
      else this.storage.setItem(this.#name(key), JSON.stringify(value));
    } catch {
      // Full or closed: a copy in memory serves this page.
      this.memory.set(key, value);
    }
  }

  /** The keys that begin so, in no order. */
  keys(prefix) {
    return [...new Set([...this.#kept(), ...this.memory.keys()])].filter((key) => key.startsWith(prefix));
  }

  /** Takes all values of this person away. */
  clear() {
    for (const key of this.keys("")) this.write(key, null);
    this.memory.clear();
  }

  /** The key of what the storage has under this name; null where that is not this person's. */
  keyOf(name) {
    const own = this.#name("");
    return name.startsWith(own) ? name.slice(own.length) : null;
  }

  #kept() {
    try {
      const names = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index));
      return names.map((name) => this.keyOf(name ?? "")).filter((key) => key !== null);
    } catch {
      // Closed: nothing was kept there.
      return [];
    }
  }

  #name(key) {
    return `chat:${this.owner}:${key}`;
  }
}
