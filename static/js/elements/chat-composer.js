import { grow } from "#chat/dom/growing-area";
import { slot } from "#chat/dom/slots";
import "#chat/elements/model-picker";

const QUEUE = "Queue: it is sent when the answer has ended";
const BLOCKED = "Your previous message has not been sent yet. This one stays in the box until then.";

/** The box that a question is written in. Its draft outlives the page; while an answer is written, Stop stands beside it and what is sent waits. */
class ChatComposer extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    this.form = this.querySelector("form");
    this.listeners = [
      [this.area, "input", () => this.#changed()],
      [this.area, "keydown", (event) => this.#key(event)],
      [this.form, "submit", (event) => this.#submit(event)],
      [this.querySelector("[data-action=stop]"), "click", () => this.#tell("chat-stop")],
      [this, "model-chosen", () => this.area.focus()],
      [this.form, "pointerdown", (event) => event.target === this.form && (event.preventDefault(), this.area.focus())],
    ];
    for (const [target, type, listener] of this.listeners) target.addEventListener(type, listener);
  }

  disconnectedCallback() {
    for (const [target, type, listener] of this.listeners) target.removeEventListener(type, listener);
  }

  /** Goes on with the draft of this conversation; `drafts` is set before. */
  open(conversation) {
    // What the browser brought back with the page, or was typed before this ran, is newer than the draft.
    const typed = this.conversation === undefined && this.area.value;
    this.conversation = conversation;
    this.area.value = typed || this.drafts.get(conversation);
    this.#changed();
  }

  /** The new chat has become this conversation. */
  rename(conversation) {
    this.drafts.set(this.conversation, "");
    this.conversation = conversation;
    this.#changed();
  }

  /**
   * @param {boolean} running whether an answer is being written
   * @param {boolean} queues whether what is sent now waits for what was asked before
   * @param {boolean} blocked whether nothing can be sent: the first question of a new chat is on its way
   */
  follow(running, queues, blocked) {
    if (running === this.running && queues === this.queues && blocked === this.blocked) return;
    Object.assign(this, { running, queues, blocked });
    this.querySelector("[data-action=stop]").hidden = !running;
    this.#refresh();
  }

  get picker() {
    return this.querySelector("model-picker");
  }

  /** Sends what somebody sent before this ran (static/js/first-keys.js); what was typed since is the next draft. */
  sendEarly() {
    const { sent } = this.form.dataset;
    delete this.form.dataset.sent;
    if (!sent?.trim() || !this.area.value.startsWith(sent)) return;
    const since = this.area.value.slice(sent.length);
    this.area.value = sent;
    this.#submit();
    this.restore(since.trimStart());
  }

  /** Puts a text back, before what was typed since. */
  restore(text) {
    this.area.value = [text, this.area.value].filter(Boolean).join("\n\n");
    this.#changed();
    this.area.focus();
  }

  #submit(event) {
    event?.preventDefault();
    const text = this.area.value.trim();
    if (!text || this.blocked) return text && this.#tell("chat-note", BLOCKED);
    // With Ctrl it goes at once, whatever is being written.
    const hurried = Boolean(event?.ctrlKey || event?.metaKey);
    if (!(this.queues ? this.#tell("chat-queue", { text, hurried }) : this.#tell("chat-send", text))) return;
    this.area.value = "";
    this.#changed();
  }

  #key(event) {
    if (event.key === "ArrowUp" && !this.area.value) return event.preventDefault(), this.#tell("chat-edit-last");
    // Enter also ends the composition of a Chinese, Japanese or Korean word; on a touch keyboard it breaks the line.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (matchMedia("(pointer: coarse)").matches) return;
    this.#submit(event);
  }

  #changed() {
    grow(this.area);
    this.drafts?.set(this.conversation, this.area.value);
    this.#refresh();
  }

  #refresh() {
    const empty = !this.area.value.trim();
    const send = slot(this, "send");
    send.disabled = empty || this.blocked;
    send.hidden = empty && this.running;
    send.title = send.ariaLabel = this.queues ? QUEUE : "Send";
  }

  /** @returns {boolean} false: whoever heard it refused it */
  #tell(type, detail) {
    return this.dispatchEvent(new CustomEvent(type, { bubbles: true, cancelable: true, detail }));
  }
}

customElements.define("chat-composer", ChatComposer);
