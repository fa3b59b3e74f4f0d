import { listen } from "#chat/browser/listeners";

/** Tells the server that somebody looks at the chat whose answer ended: at once, or when the page is looked at again. */
export class SeenDesk {
  constructor({ session, socket }) {
    Object.assign(this, { session, socket, unseen: null });
    this.listeners = [
      [session, "conversation", ({ detail }) => this.#changed(detail)],
      [document, "visibilitychange", () => this.#look()],
    ];
  }

  connect() {
    this.unlisten = listen(this.listeners);
  }

  disconnect() {
    this.unlisten();
  }

  #changed({ id, unread }) {
    if (id === this.session.conversation) this.unseen = unread ? id : null;
    this.#look();
  }

  #look() {
    if (document.hidden || !this.unseen || this.unseen !== this.session.conversation) return;
    this.socket.send({ type: "seen", conversation: this.unseen });
    this.unseen = null;
  }
}
