import { cloneContent, fillSlots, slot } from "#chat/browser/slots";

const WORDS = { one: "The answer waits for the result of this call.", many: "The answer waits for the results of these calls. An empty one is sent as not answered." };

/** Sends what the person wrote as results of an answer's calls. Event: `chat-results` ({message, results}). */
class CallResults extends HTMLElement {
  connectedCallback() {
    this.answer = this.closest("chat-answer");
    this.clicked = ({ target }) => this.#act(target.closest("[data-action]")?.dataset.action);
    this.typed = ({ target }) => target.dataset.slot === "content" && this.#keep(target);
    this.pressed = (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.dataset.slot === "content" && this.#act("give");
    this.addEventListener("click", this.clicked);
    this.answer.addEventListener("input", this.typed);
    this.answer.addEventListener("keydown", this.pressed);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.clicked);
    this.answer.removeEventListener("input", this.typed);
    this.answer.removeEventListener("keydown", this.pressed);
  }

  /** @param {string|null} message the answer's last, whose calls wait; null where none does */
  show(message) {
    this.hidden = !message;
    if (!message || message === this.message) return;
    this.message = message;
    this.sending = false;
    if (!this.childElementCount) this.append(cloneContent("call-results"));
    fillSlots(this, { words: this.#boxes.length > 1 ? WORDS.many : WORDS.one });
    this.restore();
  }

  /** What was typed before. An answer that came with the page is drawn before the app is there, which calls this then. */
  restore() {
    const drafts = this.desk?.drafts.get(this.message) ?? {};
    for (const { box, call } of this.#boxes) box.value = drafts[call] ?? "";
    this.#draw();
  }

  /** Whether they are on their way. */
  set busy(busy) {
    this.sending = busy;
    this.#draw();
  }

  get desk() {
    return this.closest("chat-app").results;
  }

  get #boxes() {
    const cards = [...this.answer.querySelectorAll('tool-call[data-state="waiting"]')];
    return cards.map((card) => ({ box: slot(card, "content"), call: card.call.id }));
  }

  #keep(box) {
    const { call } = this.#boxes.find((each) => each.box === box);
    this.desk.drafts.set(this.message, call, box.value);
    this.#draw();
  }

  #draw() {
    const written = this.#boxes.filter(({ box }) => box.value.trim());
    this.querySelector("[data-action=give]").disabled = this.sending || !written.length;
    this.querySelector("[data-action=skip]").disabled = this.sending;
  }

  #act(action) {
    if (!action || this.hidden || this.sending) return;
    const written = action === "give" ? this.#boxes.filter(({ box }) => box.value.trim()) : [];
    if (action === "give" && !written.length) return;
    const results = written.map(({ box, call }) => ({ tool_call_id: call, content: box.value }));
    this.busy = true;
    this.dispatchEvent(new CustomEvent("chat-results", { bubbles: true, detail: { message: this.message, results } }));
  }
}

customElements.define("call-results", CallResults);
