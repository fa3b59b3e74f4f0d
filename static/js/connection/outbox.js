import { KeptList } from "#chat/browser/kept-list";

const NAME = "outbox";

/**
 * Questions that the server has not confirmed, kept across reloads. Each has a `client_id`: sending it again is safe,
 * the server returns the turn of the first time.
 */
export class Outbox {
  constructor(store, makeId = () => crypto.randomUUID()) {
    Object.assign(this, { kept: new KeptList(store, NAME), makeId });
    // Until 0.1.0 all of them were one value.
    for (const frame of store.read(NAME) ?? []) this.add(frame);
    store.write(NAME, null);
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
    this.kept.put(frame.client_id, { frame });
  }

  /** In the order in which they were asked. */
  get all() {
    return this.kept.all.map(({ frame }) => frame);
  }

  of(conversation) {
    return this.all.filter((frame) => frame.conversation === conversation);
  }

  get(clientId) {
    return this.kept.get(clientId)?.frame;
  }

  /** The server has it, or the person took it back. */
  remove(clientId) {
    this.kept.remove(clientId);
  }
}

export const textOf = (frame) => frame.parts.filter((part) => part.type === "text").map((part) => part.text).join("\n");

export const filesOf = (frame) => frame.parts.filter((part) => part.type === "file");
