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

  /** Takes all values of this person away. */
  clear() {
    this.memory.clear();
    try {
      const names = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index));
      for (const name of names) if (name.startsWith(this.#name(""))) this.storage.removeItem(name);
    } catch {
      // Closed: nothing was kept there.
    }
  }

  /** Whether the storage has the value of this key under this name. */
  isNamed(name, key) {
    return name === this.#name(key);
  }

  #name(key) {
    return `chat:${this.owner}:${key}`;
  }
}
