/**
 * One page's conversation over the socket: what was asked and not confirmed, what runs, what must be fetched again.
 * Events (detail): `opened` (id), `subscribed` (frame), `turn` (state), `sent` (frame), `rejected` ({clientId, code, message}),
 * `conversation` (frame), `problem` (message).
 */
export class Session extends EventTarget {
  constructor({ socket, book, outbox, conversation, makeId = () => crypto.randomUUID() }) {
    super();
    Object.assign(this, { socket, book, outbox, conversation, makeId, commands: new Map() });
    socket.addEventListener("frame", ({ detail }) => FRAMES[detail.type]?.(this, detail));
    socket.addEventListener("state", ({ detail }) => ["waiting", "resting"].includes(detail.state) && book.disconnected());
  }

  /**
   * Asks a question: it is kept until the server has confirmed it, whatever happens to the page or the line.
   * @returns {object|null} its frame, or null where the server would not take one so large
   */
  ask({ text, parent, model, store }) {
    const frame = this.outbox.frame({ conversation: this.conversation, parent, text, model, store });
    if (!this.socket.fits(frame)) return this.tell("problem", tooLong(this.socket.limit)), null;
    this.outbox.add(frame);
    this.socket.send(frame);
    return frame;
  }

  /** @returns {boolean} false while there is no connection: it is sent as soon as there is one */
  resend(clientId) {
    const frame = this.outbox.get(clientId) ?? this.commands.get(clientId);
    return frame !== undefined && this.#deliver(frame);
  }

  retry(message, model = null) {
    this.#command({ type: "retry", message, model });
  }

  continue(message) {
    this.#command({ type: "continue", message });
  }

  stop() {
    for (const { turn } of this.running) this.socket.send({ type: "stop", turn: turn.id });
  }

  get running() {
    return this.book.running.filter(({ turn }) => turn.conversation === this.conversation);
  }

  #command(frame) {
    const command = { ...frame, client_id: `c-${this.makeId()}` };
    this.commands.set(command.client_id, command);
    this.socket.send(command);
  }

  begin() {
    if (this.conversation) this.socket.send({ type: "subscribe", conversation: this.conversation });
    for (const frame of [...this.outbox.of(this.conversation), ...this.commands.values()]) this.#deliver(frame);
  }

  /** One too large, kept from before the limit was known, stays here: the server could not even say whose it is. */
  #deliver(frame) {
    if (this.socket.fits(frame)) return this.socket.send(frame);
    this.tell("rejected", { clientId: frame.client_id, code: "too_large", message: tooLong(this.socket.limit), kept: true });
    return true;
  }

  confirmed(frame) {
    this.outbox.remove(frame.client_id);
    this.commands.delete(frame.client_id);
    if (!this.conversation) {
      this.conversation = frame.conversation;
      this.tell("opened", frame.conversation);
    }
    this.tell("sent", frame);
  }

  /** What runs here and not there has ended while the line was cut: its end is asked for, and its old state shown no more. */
  subscribed(frame) {
    const running = new Set(frame.turns);
    for (const { turn } of this.book.running) {
      if (turn.conversation !== frame.conversation || running.has(turn.id)) continue;
      this.book.forget(turn.id);
      this.socket.send({ type: "resync", turn: turn.id });
    }
    this.tell("subscribed", frame);
  }

  followed(frame) {
    const { state, resync } = this.book.events(frame);
    if (state) this.tell("turn", state);
    if (resync) this.socket.send({ type: "resync", turn: resync });
  }

  failed({ client_id: clientId, code, message }) {
    if (!clientId) return this.tell("problem", message);
    this.commands.delete(clientId);
    this.tell("rejected", { clientId, code, message, kept: this.outbox.get(clientId) !== undefined });
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

const tooLong = (bytes) => `This message is too long to be sent: the limit is ${Math.floor(bytes / 1024)} KiB.`;

const FRAMES = {
  hello: (session) => session.begin(),
  subscribed: (session, frame) => session.subscribed(frame),
  snapshot: (session, frame) => session.tell("turn", session.book.snapshot(frame)),
  events: (session, frame) => session.followed(frame),
  sent: (session, frame) => session.confirmed(frame),
  conversation: (session, frame) => session.tell("conversation", frame),
  error: (session, frame) => session.failed(frame),
};
