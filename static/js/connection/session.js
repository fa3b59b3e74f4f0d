/**
 * One page's conversation over the socket: what was asked and not confirmed, what runs, what must be fetched again.
 * Events (detail): `opened` (id), `subscribed` (frame), `begun` (state, before its first `turn`), `turn` (state), `sent` (frame), `rejected` ({clientId, code, message}),
 * `conversation` (frame), `missed`, `context` (frame), `problem` (message).
 */
export class Session extends EventTarget {
  constructor({ socket, book, outbox, conversation, makeId = () => crypto.randomUUID() }) {
    super();
    // `leaf`: the active one, as the server named it last; undefined until it does.
    // `asked`: what this page asked and the server has not confirmed, by `client_id` the conversation that it was asked in.
    Object.assign(this, { socket, book, outbox, conversation, makeId, commands: new Map(), asked: new Map() });
    socket.addEventListener("frame", ({ detail }) => FRAMES[detail.type]?.(this, detail));
    socket.addEventListener("state", ({ detail }) => ["waiting", "resting"].includes(detail.state) && book.disconnected());
  }

  /** Goes on with another conversation, or with a new one (null). What runs in the one before goes on without this page. */
  open(conversation) {
    const before = this.conversation;
    this.book.keep(before);
    this.conversation = conversation;
    this.leaf = undefined;
    if (before) this.#leave(before);
    this.#follow();
    for (const frame of this.outbox.of(conversation)) this.#deliver(frame);
  }

  /** @returns {object|null} the frame of a question, which is not sent; null where the server would not take one so large */
  compose(question) {
    const frame = this.outbox.frame({ conversation: this.conversation, ...question });
    if (this.socket.fits(frame)) return frame;
    this.tell("problem", tooLong(this.socket.limit));
    return null;
  }

  /** Asks a question: it is kept until the server has confirmed it, whatever happens to the page or the line. */
  send(frame) {
    this.outbox.add(frame);
    this.#deliver(frame);
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

  continue(message, model = null) {
    this.#command({ type: "continue", message, model });
  }

  /** @returns {string} its `client_id` */
  give(message, results, model = null, instead = false) {
    return this.#command({ type: "results", message, results, model, instead });
  }

  stop() {
    for (const { turn } of this.running) this.socket.send({ type: "stop", turn: turn.id });
  }

  /** The answers that are written at the end of the active path; others may be, on other branches. */
  get running() {
    return this.book.running.filter((state) => this.follows(state));
  }

  /** Whether an answer that is being written is on the active path: it hangs on the leaf then, which follows its end. */
  follows({ turn }) {
    return turn.conversation === this.conversation && (this.leaf === undefined || turn.parent === this.leaf);
  }

  #command(frame) {
    const command = { ...frame, client_id: `c-${this.makeId()}` };
    this.commands.set(command.client_id, command);
    this.socket.send(command);
    return command.client_id;
  }

  begin() {
    this.#follow();
    for (const frame of [...this.#unconfirmed, ...this.commands.values()]) this.#deliver(frame);
  }

  /** Of this conversation, also from before the page was loaded; of others, what was asked on this page before they were left. */
  get #unconfirmed() {
    return this.outbox.all.filter((frame) => frame.conversation === this.conversation || this.asked.has(frame.client_id));
  }

  #follow() {
    if (this.conversation) this.socket.send({ type: "subscribe", conversation: this.conversation });
  }

  #leave(conversation) {
    this.socket.send({ type: "unsubscribe", conversation });
  }

  /** One too large, kept from before the limit was known, stays here: the server could not even say whose it is. */
  #deliver(frame) {
    if (frame.type === "send") this.asked.set(frame.client_id, frame.conversation);
    if (this.socket.fits(frame)) return this.socket.send(frame);
    this.tell("rejected", { clientId: frame.client_id, code: "too_large", message: tooLong(this.socket.limit), kept: true });
    return true;
  }

  /** The socket follows what was confirmed: the new chat becomes that conversation, and one that was left is left once more. */
  confirmed(frame) {
    const askedIn = this.asked.get(frame.client_id);
    this.outbox.remove(frame.client_id);
    this.commands.delete(frame.client_id);
    this.asked.delete(frame.client_id);
    if (!this.conversation && askedIn === null) {
      this.conversation = frame.conversation;
      this.tell("opened", frame.conversation);
    }
    if (frame.conversation !== this.conversation) return this.#leave(frame.conversation);
    // A duplicate is of another time: the path may have been chosen anew since.
    if (!frame.duplicate) this.leaf = frame.message;
    this.tell("sent", frame);
    return undefined;
  }

  /** What runs here and not there has ended while the line was cut: its end is asked for, and its old state shown no more. */
  subscribed(frame) {
    if (frame.conversation !== this.conversation) return;
    this.leaf = frame.leaf;
    const running = new Set(frame.turns);
    for (const { turn } of this.book.running) {
      if (turn.conversation !== this.conversation || running.has(turn.id)) continue;
      this.book.forget(turn.id);
      this.socket.send({ type: "resync", turn: turn.id });
    }
    this.tell("subscribed", frame);
  }

  changed(frame) {
    if (frame.id === this.conversation) this.leaf = frame.leaf;
    this.tell("conversation", frame);
  }

  shown(frame) {
    const isNew = !this.book.get(frame.turn.id);
    const state = this.book.snapshot(frame);
    if (isNew && state.turn.conversation === this.conversation) this.tell("begun", state);
    this.tell("turn", state);
  }

  followed(frame) {
    const { state, resync } = this.book.events(frame);
    if (state) this.tell("turn", state);
    if (resync) this.socket.send({ type: "resync", turn: resync });
  }

  /** Only measures have a `re`: one that fails is taken again when something changes. */
  failed({ client_id: clientId, code, message, re }) {
    if (re) return undefined;
    if (!clientId) return this.tell("problem", message);
    this.commands.delete(clientId);
    this.asked.delete(clientId);
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
  snapshot: (session, frame) => session.shown(frame),
  events: (session, frame) => session.followed(frame),
  sent: (session, frame) => session.confirmed(frame),
  conversation: (session, frame) => session.changed(frame),
  missed: (session) => session.tell("missed"),
  context: (session, frame) => session.tell("context", frame),
  error: (session, frame) => session.failed(frame),
};
