const PREFIX = "outbox:";
// Until 0.1.0 all of them were one value.
const LIST = "outbox";

/**
 * Questions that the server has not confirmed, kept across reloads. Each has a `client_id`: sending it again is safe,
 * the server returns the turn of the first time. Each is kept by itself: of a value that two tabs change at once the browser
 * keeps what one of them wrote, and with a list the question of the other tab would be gone, or one that was confirmed be back.
 */
export class Outbox {
  constructor(storage, makeId = () => crypto.randomUUID()) {
    Object.assign(this, { storage, makeId, last: 0 });
    for (const frame of storage.read(LIST) ?? []) this.add(frame);
    storage.write(LIST, null);
  }

  /** @returns {object} the `send` frame of a question; nothing is kept yet */
  frame({ conversation, parent, text, files = [], model, store = false, assistant = null, temporary = false, parameters }) {
    const parts = text ? [...files, { type: "text", text }] : files;
    // Of a conversation that exists, its row says whether it stores, whose answers it has, and whether it is temporary.
    const wish = { ...(conversation ? {} : { store, assistant, ...(temporary && { temporary }) }), ...(parameters && { parameters }) };
    return { type: "send", client_id: `c-${this.makeId()}`, conversation, parent, parts, model, ...wish };
  }

  /** Keeps it until `remove`. */
  add(frame) {
    // Two of one millisecond stay in their order.
    this.last = Math.max(Date.now(), this.last + 1);
    this.storage.write(PREFIX + frame.client_id, { at: this.last, frame });
  }

  /** In the order in which they were asked. */
  get all() {
    const kept = this.storage.keys(PREFIX).map((key) => this.storage.read(key));
    return kept.filter(Boolean).sort((one, other) => one.at - other.at).map(({ frame }) => frame);
  }

  of(conversation) {
    return this.all.filter((frame) => frame.conversation === conversation);
  }

  get(clientId) {
    return this.storage.read(PREFIX + clientId)?.frame;
  }

  /** The server has it, or the person took it back. */
  remove(clientId) {
    this.storage.write(PREFIX + clientId, null);
  }
}

export const textOf = (frame) => frame.parts.filter((part) => part.type === "text").map((part) => part.text).join("\n");

export const filesOf = (frame) => frame.parts.filter((part) => part.type === "file");
