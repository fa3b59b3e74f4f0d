import { listen } from "#chat/browser/listeners";
import { grow } from "#chat/ui/growing-area";
import { sends } from "#chat/ui/send-key";
import { slot } from "#chat/browser/slots";
import "#chat/files/file-tray";
import "#chat/models/model-picker";
import "#chat/composer/prompt-menu";
import "#chat/audio/voice-recorder";

const QUEUE = "Queue: it is sent when the answer has ended";
const UPLOADING = "A file is still on its way. Your message stays in the box until it is there.";
const BLOCKED = "Your previous message has not been sent yet. This one stays in the box until then.";

/** The box that a question is written in. Its draft outlives the page; while an answer is written, Stop stands beside it and what is sent waits. */
class ChatComposer extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    this.form = this.querySelector("form");
    this.tray = this.querySelector("file-tray");
    this.unlisten = listen([
      [this.area, "input", () => this.#changed()],
      [this.area, "keydown", (event) => this.#key(event)],
      [this.form, "submit", (event) => this.submit(event)],
      [this.querySelector("[data-action=stop]"), "click", () => this.#tell("chat-stop")],
      [this, "files-changed", () => this.#refresh()],
      [this, "model-chosen", () => this.area.focus()],
      [this.form, "pointerdown", (event) => event.target === this.form && (event.preventDefault(), this.area.focus())],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
  }

  /** Goes on with the draft of this conversation; `drafts` is set before. */
  open(conversation) {
    // What the browser brought back with the page, or was typed before this ran, is newer than the draft.
    const typed = this.conversation === undefined && this.area.value;
    this.conversation = conversation;
    this.area.value = typed || (this.drafts.get(conversation) ?? "");
    this.tray.open(conversation);
    this.#changed();
  }

  /** The new chat has become this conversation. */
  rename(conversation) {
    this.drafts.set(this.conversation, "");
    this.conversation = conversation;
    this.tray.rename(conversation);
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

  /** Puts a text back, before what was typed since, and the files that were with it. */
  restore(text, files = []) {
    this.tray.uploads.addParts(files);
    this.area.value = [text, this.area.value].filter(Boolean).join("\n\n");
    this.#changed();
    this.area.focus();
  }

  submit(event) {
    event?.preventDefault();
    const text = this.area.value.trim();
    const { parts: files, busy } = this.tray.uploads;
    if (!text && !files.length) return;
    if (this.blocked || busy) return void this.#tell("chat-note", busy ? UPLOADING : BLOCKED);
    // With Ctrl it goes at once, whatever is being written.
    const hurried = Boolean(event?.ctrlKey || event?.metaKey);
    if (!this.#tell(this.queues ? "chat-queue" : "chat-send", { text, files, hurried })) return;
    this.tray.uploads.take();
    this.area.value = "";
    this.#changed();
  }

  #key(event) {
    if (event.key === "ArrowUp" && !this.area.value) return event.preventDefault(), this.#tell("chat-edit-last");
    if (sends(event)) this.submit(event);
  }

  #changed() {
    grow(this.area);
    this.drafts?.set(this.conversation, this.area.value);
    this.#refresh();
  }

  #refresh() {
    const { parts: files, busy } = this.tray.uploads;
    const empty = !this.area.value.trim() && !files.length && !busy;
    const send = slot(this, "send");
    send.disabled = empty || this.blocked || busy;
    send.hidden = empty && this.running;
    send.title = send.ariaLabel = this.queues ? QUEUE : "Send";
  }

  /** @returns {boolean} false: whoever heard it refused it */
  #tell(type, detail) {
    return this.dispatchEvent(new CustomEvent(type, { bubbles: true, cancelable: true, detail }));
  }
}

customElements.define("chat-composer", ChatComposer);
