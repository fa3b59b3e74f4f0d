const KEY = "outbox";

/**
 * Questions that the server has not confirmed, kept across reloads. Each has a `client_id`: sending it again is safe,
 * the server returns the turn of the first time.
 */
export class Outbox {
  constructor(storage, makeId = () => crypto.randomUUID()) {
    Object.assign(this, { storage, makeId });
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
    this.#write([...this.all.filter((other) => other.client_id !== frame.client_id), frame]);
  }

  get all() {
    return this.storage.read(KEY) ?? [];
  }

  of(conversation) {
    return this.all.filter((frame) => frame.conversation === conversation);
  }

  get(clientId) {
    return this.all.find((frame) => frame.client_id === clientId);
  }

  /** The server has it, or the person took it back. */
  remove(clientId) {
    this.#write(this.all.filter((frame) => frame.client_id !== clientId));
  }

  #write(frames) {
    this.storage.write(KEY, frames.length ? frames : null);
  }
}

export const textOf = (frame) => frame.parts.filter((part) => part.type === "text").map((part) => part.text).join("\n");

export const filesOf = (frame) => frame.parts.filter((part) => part.type === "file");
