import { Acks, utf8Length } from "#chat/connection/acks";
import { Backoff } from "#chat/connection/backoff";

const QUIET_MS = 25_000;
const PONG_MS = 10_000;
const FINAL_CODES = { 4401: "logged-out", 4403: "refused" };
const ABUSE = 4429;
const TOO_MANY_SOCKETS = 4409;
const ABUSE_PAUSE_MS = 60_000;
const SERVICE_RESTART = 1012;

/**
 * One websocket that comes back by itself. Events: `state` ({state, delay}), `frame` (a frame of the server).
 * States: connecting, open, waiting (for `delay` ms), resting (until the person comes back), logged-out, refused, closed. The WebSocket class and the clock are passed in.
 */
export class ChatSocket extends EventTarget {
  constructor(url, { WebSocket = globalThis.WebSocket, clock = globalThis, backoff = new Backoff(), acks = new Acks() } = {}) {
    super();
    Object.assign(this, { url, WebSocket, clock, backoff, acks, state: "closed", connection: null, timer: null, limit: Infinity });
  }

  get ready() {
    return this.state === "open";
  }

  connect() {
    if (this.connection || this.state === "logged-out" || this.state === "refused") return;
    this.clock.clearTimeout(this.timer);
    this.#become("connecting");
    const connection = (this.connection = new this.WebSocket(this.url));
    connection.onmessage = ({ data }) => connection === this.connection && this.#received(data);
    connection.onclose = ({ code }) => connection === this.connection && this.#lost(code);
    this.#expect(PONG_MS);
  }

  /** The network or the page is back: no reason to wait any longer. A silent connection is tried at once. */
  wake() {
    if (this.state === "waiting" || this.state === "resting") this.connect();
    else if (this.ready) this.#probe();
  }

  close() {
    this.clock.clearTimeout(this.timer);
    const connection = this.connection;
    this.connection = null;
    this.#become("closed");
    connection?.close();
  }

  /** @returns {boolean} whether the server takes a frame of this size, as far as it has said */
  fits(frame) {
    return this.limit === Infinity || utf8Length(JSON.stringify(frame)) <= this.limit;
  }

  /** @returns {boolean} false when there is no connection to send it on */
  send(frame) {
    if (this.state === "resting") this.connect();
    // One that is being closed is not lost before its `close` event, and the browser's console complains of a send.
    if (!this.ready || this.connection.readyState !== this.WebSocket.OPEN) return false;
    this.connection.send(JSON.stringify(frame));
    return true;
  }

  #received(data) {
    const frame = JSON.parse(data);
    this.#listen();
    if (frame.type === "hello") {
      this.backoff.reset();
      this.acks.reset();
      this.limit = frame.limits?.frame_bytes ?? Infinity;
      this.#become("open");
    }
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
    this.#acknowledge(frame, data);
  }

  #acknowledge(frame, data) {
    if (frame.type !== "events" && frame.type !== "snapshot") return;
    const ack = this.acks.taken(frame.turn.id ?? frame.turn, frame.seq, utf8Length(data));
    if (ack) this.send(ack);
  }

  #lost(code) {
    this.clock.clearTimeout(this.timer);
    this.connection = null;
    if (FINAL_CODES[code]) return this.#become(FINAL_CODES[code]);
    if (code === TOO_MANY_SOCKETS) return this.#become("resting");
    const delay = this.#pause(code);
    this.timer = this.clock.setTimeout(() => this.connect(), delay);
    this.#become("waiting", delay);
  }

  #pause(code) {
    if (code === ABUSE) return ABUSE_PAUSE_MS;
    // Another server may be there: answers go on and can be followed from it.
    return code === SERVICE_RESTART ? this.backoff.soon() : this.backoff.next();
  }

  #listen() {
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(() => this.#probe(), QUIET_MS);
  }

  #probe() {
    this.send({ type: "ping" });
    this.#expect(PONG_MS);
  }

  /** A connection that says nothing for so long is dead, though the system may not know for minutes. */
  #expect(patience) {
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(() => {
      const connection = this.connection;
      this.#lost(1006);
      connection?.close();
    }, patience);
  }

  #become(state, delay = 0) {
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state, delay } }));
  }
}
