import { listen } from "#chat/browser/listeners";
import { cloneContent, fillSlots, slot } from "#chat/browser/slots";

const WORDS = {
  one: "The answer waits for the result of this call.",
  many: "The answer waits for the results of these calls. An empty one is sent as not answered.",
  correct: "What was said before stays as another version.",
};

/** Sends what the person wrote as results of an answer's calls. Event: `chat-results` ({message, results, instead}). */
class CallResults extends HTMLElement {
  connectedCallback() {
    this.answer = this.closest("chat-answer");
    this.unlisten = listen([
      [this, "click", ({ target }) => this.#act(target.closest("[data-action]")?.dataset.action)],
      [this.answer, "input", ({ target }) => target.dataset.slot === "content" && this.#keep(target)],
      [this.answer, "keydown", (event) => event.target.dataset.slot === "content" && this.#press(event)],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
  }

  /** @param {string|null} message the answer's last, whose calls wait; null where none does */
  show(message) {
    if (this.corrected) return;
    this.hidden = !message;
    if (!message || message === this.message) return;
    this.#open(message, this.#boxes.length > 1 ? WORDS.many : WORDS.one);
    this.restore();
  }

  /** What was typed before. An answer that came with the page is drawn before the app is there, which calls this then. */
  restore() {
    const drafts = this.desk?.drafts.get(this.message) ?? {};
    for (const { box, call } of this.#boxes) box.value = drafts[call] ?? "";
    this.#draw();
  }

  /** @param {object[]} given the results that stand there, which are to be said otherwise; none: that is over */
  correct(given) {
    this.corrected = given.length > 0;
    this.answer.toggleAttribute("data-correcting", this.corrected);
    const drafts = this.desk.drafts.get(given[0]?.parent);
    const said = new Map(given.map(({ body }) => [body.tool_call_id, drafts[body.tool_call_id] ?? body.content]));
    for (const card of this.answer.querySelectorAll("tool-call")) card.correct(said.get(card.call.id) ?? null);
    this.hidden = !this.corrected;
    if (!this.corrected) return;
    this.#open(given[0].parent, WORDS.correct);
    this.#draw();
    this.#boxes[0]?.box.focus();
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
    const cards = [...this.answer.querySelectorAll("tool-call")];
    return cards.map((card) => ({ box: slot(card, "content"), call: card.call.id })).filter(({ box }) => box);
  }

  #open(message, words) {
    Object.assign(this, { message, sending: false });
    if (!this.childElementCount) this.append(cloneContent("call-results"));
    fillSlots(this, { words });
    this.querySelector("[data-action=skip]").hidden = this.corrected;
    this.querySelector("[data-action=cancel]").hidden = !this.corrected;
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

  #press({ key, ctrlKey, metaKey }) {
    if (key === "Enter" && (ctrlKey || metaKey)) this.#act("give");
    else if (key === "Escape" && this.corrected) this.#act("cancel");
  }

  #act(action) {
    if (!action || this.hidden || this.sending) return;
    if (action === "cancel") return this.#cancel();
    const written = action === "give" ? this.#boxes.filter(({ box }) => box.value.trim()) : [];
    if (action === "give" && !written.length) return;
    const results = written.map(({ box, call }) => ({ tool_call_id: call, content: box.value }));
    const { message, corrected: instead } = this;
    if (instead) this.correct([]);
    else this.busy = true;
    this.dispatchEvent(new CustomEvent("chat-results", { bubbles: true, detail: { message, results, instead } }));
  }

  #cancel() {
    this.desk.drafts.remove(this.message);
    this.correct([]);
    slot(this.answer, "given-results").querySelector("[data-correct]").focus();
  }
}

customElements.define("call-results", CallResults);
