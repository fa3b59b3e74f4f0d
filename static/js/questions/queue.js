const KEY = "queue";
const MOST = 20;

/**
 * Questions that wait for the answer before them, in the order in which they were asked: kept across reloads, the same in all
 * tabs of a browser. Each is a `send` frame whose parent is known only when it is sent; two tabs that send the same one say
 * the same `client_id`, of which the server takes one.
 */
export class QuestionQueue {
  constructor(store) {
    Object.assign(this, { store, known: null });
  }

  /** @returns {{frame: object, hurried: boolean}[]} */
  of(conversation) {
    return this.#known[conversation]?.items ?? [];
  }

  get conversations() {
    return Object.keys(this.#known);
  }

  isFull(conversation) {
    return this.of(conversation).length >= MOST;
  }

  add(frame) {
    this.#change(frame.conversation, (items) => [...items, { frame, hurried: false }]);
  }

  /** Lets this question go first, whatever becomes of the answer before it. */
  hurry(conversation, clientId) {
    this.#change(conversation, (items) => {
      const hurried = items.filter(({ frame }) => frame.client_id === clientId);
      return [...hurried.map((item) => ({ ...item, hurried: true })), ...items.filter((item) => !hurried.includes(item))];
    });
  }

  /** @returns {object|undefined} its frame; nothing where another tab has sent it or taken it away */
  remove(conversation, clientId) {
    let frame;
    this.#change(conversation, (items) => {
      frame = items.find((item) => item.frame.client_id === clientId)?.frame;
      return items.filter((item) => item.frame !== frame);
    });
    return frame;
  }

  /**
   * The question to send below `leaf`, where the path ends, or undefined.
   * @param {boolean} whole whether the answer there came to its end by itself: else only a hurried one goes on from it
   */
  next(conversation, leaf, whole) {
    const { items = [], used } = this.#known[conversation] ?? {};
    const [first] = items;
    // Another tab may have sent one from here that this one has not heard of.
    return first && (first.hurried || (whole && used !== leaf)) ? first.frame : undefined;
  }

  /** This question goes on from `leaf`: no other one does. */
  sent(frame, leaf) {
    this.#change(frame.conversation, (items) => items.filter((item) => item.frame.client_id !== frame.client_id), leaf);
  }

  forget(conversation) {
    this.#change(conversation, () => []);
  }

  /** @returns {boolean} whether another tab has written what this `storage` event tells of */
  hears({ key }) {
    if (key !== null && !this.store.isNamed(key, KEY)) return false;
    this.known = null;
    return true;
  }

  get #known() {
    return (this.known ??= this.store.read(KEY) ?? {});
  }

  /** Of what is stored now, which another tab may have written a moment ago. */
  #change(conversation, act, leaf = undefined) {
    const { [conversation]: before, ...all } = this.store.read(KEY) ?? {};
    const items = act(before?.items ?? []);
    if (items.length) all[conversation] = { items, used: leaf ?? before?.used };
    this.store.write(KEY, Object.keys(all).length ? all : null);
    this.known = all;
  }
}
