/**
 * Entries in a LocalStore under one name, in the order in which they were put there. Each is kept by itself: of a value that
 * two tabs change at once the browser keeps what one of them wrote, and what the other put there would be gone, or come back.
 */
export class KeptList {
  constructor(store, name) {
    Object.assign(this, { store, prefix: `${name}:`, last: 0 });
  }

  /** @returns {object[]} each with the `id` that it was put there by, and `at`, which grows with each one */
  get all() {
    const found = this.store.keys(this.prefix).map((key) => ({ id: key.slice(this.prefix.length), ...this.store.read(key) }));
    // Another tab may have taken one away since.
    return found.filter(({ at }) => at).sort((one, other) => one.at - other.at);
  }

  get(id) {
    return this.store.read(this.prefix + id);
  }

  /** Puts it at the end. */
  put(id, entry) {
    // Two of one millisecond stay in their order.
    this.last = Math.max(Date.now(), this.last + 1);
    this.store.write(this.prefix + id, { ...entry, at: this.last });
  }

  remove(id) {
    this.store.write(this.prefix + id, null);
  }

  /** @returns {boolean} whether the browser's storage has one of them under this name */
  has(name) {
    return Boolean(this.store.keyOf(name)?.startsWith(this.prefix));
  }
}
