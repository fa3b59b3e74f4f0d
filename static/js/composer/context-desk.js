import { listen } from "#chat/browser/listeners";
import { contextFill, tokenCounter } from "#chat/composer/context-fill";
import { cloneTemplate } from "#chat/browser/slots";
import "#chat/composer/context-meter";

const SETTLE_MS = 300;

/** Asks the server how full the window of the chosen model is, shows it, and marks in the chat from where on the model sees it. */
export class ContextDesk {
  constructor(app) {
    this.app = app;
    this.number = 0;
    this.meter = app.querySelector("context-meter");
    this.count = tokenCounter(JSON.parse(this.meter.dataset.rates));
    this.watcher = new MutationObserver(() => this.#mark());
    const { composer, session } = app;
    this.listeners = [
      [app, "model-chosen", () => this.#soon()],
      [composer, "files-changed", () => this.#soon()],
      [composer, "input", () => this.#typed()],
      [session, "subscribed", () => this.#soon()],
      [session, "opened", () => this.#soon()],
      [session, "conversation", ({ detail }) => detail.id === session.conversation && this.#soon()],
      [session, "context", ({ detail }) => this.#told(detail)],
    ];
  }

  connect() {
    this.unlisten = listen(this.listeners);
    this.watcher.observe(this.app.thread, { childList: true });
    this.#soon();
  }

  disconnect() {
    this.unlisten();
    this.watcher.disconnect();
    clearTimeout(this.timer);
    clearTimeout(this.typing);
  }

  /** How many tokens are typed now, about. */
  get #written() {
    return this.count(this.app.composer.area.value);
  }

  #typed() {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.#draw(), SETTLE_MS);
  }

  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#measure(), SETTLE_MS);
  }

  /** While an answer is written the path has no end yet: its end is told by a `conversation` frame. */
  #measure() {
    const { assistant, composer, session, thread } = this.app;
    const { chosen } = composer.picker;
    if (!chosen?.window) return this.#forget();
    if (session.running.length || thread.pending.all.length) return undefined;
    const { conversation } = session;
    const files = composer.tray.uploads.parts;
    const asked = { re: `measure-${++this.number}`, tokens: this.#written };
    const place = { conversation, parent: conversation && thread.leaf, model: chosen.id, assistant: assistant.value };
    if (this.app.socket.send({ type: "measure", ...asked, ...place, files })) this.asked = asked;
    return undefined;
  }

  #told(context) {
    if (context.re !== this.asked?.re) return;
    if (!context.window) return void this.#forget();
    Object.assign(this, { context, typed: this.asked.tokens });
    this.#draw();
    this.#mark();
  }

  #draw() {
    if (!this.context) return;
    const written = this.#written;
    const fill = contextFill(this.context, written - this.typed);
    this.meter.show(fill);
    // What is left out changes with what is typed.
    if (written !== this.typed && (fill.stale || this.context.left_out || this.context.too_long)) this.#soon();
  }

  #forget() {
    this.context = null;
    this.meter.show(null);
    this.#mark();
  }

  /** The mark stands in the first question that the model still sees, where that one is on the page. */
  #mark() {
    const { thread } = this.app;
    const first = this.context?.first && thread.querySelector(`[data-message="${this.context.first}"]`);
    const shown = thread.querySelector(".context-cut");
    if (shown?.parentElement === first) return;
    shown?.remove();
    first?.prepend(cloneTemplate("context-cut"));
  }
}
