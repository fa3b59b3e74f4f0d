import { Beside } from "#chat/choices/beside";
import { Pacer } from "#chat/drawing/pacer";
import { slot } from "#chat/browser/slots";
import "#chat/choices/written-beside";

const TYPES = ["turn", "subscribed"];

/** Shows at the last answer what is written beside it. */
export class ChoicesDesk {
  constructor(app) {
    this.app = app;
    this.beside = new Beside();
    this.pacer = new Pacer(() => this.#draw());
    this.changed = () => this.pacer.request();
  }

  connect() {
    for (const type of TYPES) this.app.session.addEventListener(type, this.changed);
    // Another path is shown.
    this.observer = new MutationObserver(this.changed);
    this.observer.observe(this.app.thread, { childList: true });
  }

  disconnect() {
    for (const type of TYPES) this.app.session.removeEventListener(type, this.changed);
    this.observer.disconnect();
    this.pacer.cancel();
  }

  #draw() {
    const { session, thread } = this.app;
    const last = thread.lastElementChild;
    for (const box of thread.querySelectorAll("written-beside:not([hidden])")) if (!last.contains(box)) box.show([]);
    if (last?.localName !== "chat-answer" || !last.dataset.turn) return;
    const states = session.book.all.filter(({ turn }) => turn.conversation === session.conversation);
    slot(last, "beside").show(this.beside.of(states, last.above, last.dataset.turn), last.siblings.entries);
  }
}
