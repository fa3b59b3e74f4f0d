import { KeptList } from "#chat/browser/kept-list";
import { KeptValues } from "#chat/browser/kept-values";

const NAME = "queue";
const MOST = 20;

/**
 * Questions that wait for the answer before them, in the order in which they were asked: kept across reloads, the same in all
 * tabs of a browser. Each is a `send` frame whose parent is known only when it is sent; two tabs that send the same one say
 * the same `client_id`, of which the server takes one.
 */
export class QuestionQueue {
  constructor(store) {
    // `used`: of each chat the message that the last one went on from.
    Object.assign(this, { kept: new KeptList(store, NAME), used: new KeptValues(store, "queue-used"), known: null });
    const before = store.read(NAME);
    if (before) this.#takeOver(before);
    store.write(NAME, null);
  }

  /** @returns {{frame: object, hurried: boolean}[]} */
  of(conversation) {
    return this.#known.get(conversation) ?? [];
  }

  get conversations() {
    return [...this.#known.keys()];
  }

  isFull(conversation) {
    return this.of(conversation).length >= MOST;
  }

  add(frame) {
    this.#put(frame, false);
  }

  /** Lets this question go first, whatever becomes of the answer before it. */
  hurry(clientId) {
    const item = this.kept.get(clientId);
    if (item) this.#put(item.frame, true);
  }

  /** @returns {object|undefined} its frame; nothing where another tab has sent it or taken it away */
  remove(clientId) {
    const frame = this.kept.get(clientId)?.frame;
    this.kept.remove(clientId);
    this.known = null;
    if (frame && !this.of(frame.conversation).length) this.used.set(frame.conversation, null);
    return frame;
  }

  /**
   * The question to send below `leaf`, where the path ends, or undefined.
   * @param {boolean} whole whether the answer there came to its end by itself: else only a hurried one goes on from it
   */
  next(conversation, leaf, whole) {
    const [first] = this.of(conversation);
    // Another tab may have sent one from here that this one has not heard of.
    return first && (first.hurried || (whole && this.used.get(conversation) !== leaf)) ? first.frame : undefined;
  }

  /** This question goes on from `leaf`: no other one does. */
  sent(frame, leaf) {
    this.remove(frame.client_id);
    if (this.of(frame.conversation).length) this.used.set(frame.conversation, leaf);
  }

  forget(conversation) {
    for (const { frame } of this.of(conversation)) this.remove(frame.client_id);
  }

  /** @returns {boolean} whether another tab has written what this `storage` event tells of */
  hears({ key }) {
    if (key !== null && !this.kept.has(key)) return false;
    this.known = null;
    return true;
  }

  /** By conversation. The last one that was hurried is the first. */
  get #known() {
    return (this.known ??= byConversation(this.kept.all.sort(inOrder)));
  }

  #put(frame, hurried) {
    this.kept.put(frame.client_id, { frame, hurried });
    this.known = null;
  }

  /** Until 0.1.0 all of them were one value. */
  #takeOver(chats) {
    for (const [conversation, { items, used }] of Object.entries(chats)) {
      this.used.set(conversation, used);
      // Each that is hurried goes before those that were put there.
      for (const { frame, hurried } of [...items].reverse()) if (hurried) this.#put(frame, true);
      for (const { frame, hurried } of items) if (!hurried) this.#put(frame, false);
    }
  }
}

function byConversation(items) {
  const chats = new Map();
  for (const item of items) chats.set(item.frame.conversation, [...(chats.get(item.frame.conversation) ?? []), item]);
  return chats;
}

const inOrder = (one, other) => other.hurried - one.hurried || (one.hurried ? other.at - one.at : one.at - other.at);
