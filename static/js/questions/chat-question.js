import "#chat/questions/question-edit";
import "#chat/versions/sibling-switch";
import { plainText } from "#chat/answers/answer-parts";
import { listenTo } from "#chat/browser/listeners";
import { cloneTemplate, fillSlots, slot } from "#chat/browser/slots";
import { partsOf, showFiles } from "#chat/files/file-card";
import { isLong } from "#chat/text/long-text";
import { textOf } from "#chat/connection/outbox";

/** A question of the person: it can be edited, and while the server has not confirmed it, sent again or taken back. */
class ChatQuestion extends HTMLElement {
  connectedCallback() {
    this.unlisten = listenTo(this, [
      ["click", ({ target }) => this.#act(target.closest("[data-action]")?.dataset.action)],
      ["edit-send", ({ detail }) => this.#send(detail)],
      ["edit-cancel", () => this.#cancel()],
    ]);
    this.siblings.draw();
    this.#fold();
  }

  disconnectedCallback() {
    this.unlisten();
  }

  get entry() {
    return this.dataset.message;
  }

  get leaf() {
    return this.dataset.message || null;
  }

  /** The message that it follows; null at the root. */
  get above() {
    return this.dataset.parent || null;
  }

  get siblings() {
    return slot(this, "siblings");
  }

  /** What its Copy button copies. */
  get copied() {
    return slot(this, "text").textContent;
  }

  show(id, parent, content) {
    Object.assign(this.dataset, { message: id, parent: parent ?? "" });
    this.#write(plainText(content), content);
    this.siblings.draw();
  }

  showPending(frame) {
    Object.assign(this.dataset, { client: frame.client_id, parent: frame.parent ?? "" });
    this.#write(textOf(frame), frame.parts);
  }

  confirm(id) {
    delete this.dataset.client;
    this.dataset.message = id;
    this.siblings.draw();
    this.#setReason("");
  }

  reject(reason) {
    this.#setReason(reason);
  }

  edit() {
    if (this.editor) return;
    this.editor = this.insertBefore(cloneTemplate("question-edit"), slot(this, "text"));
    this.toggleAttribute("data-editing", true);
    this.editor.begin(slot(this, "text").textContent);
  }

  #write(text, parts) {
    showFiles(slot(this, "files"), parts);
    slot(this, "text").textContent = text;
    this.#fold();
  }

  #fold() {
    const long = isLong(this.copied);
    slot(this, "unfold").hidden = !long;
    this.toggleAttribute("data-folded", long);
  }

  #cancel() {
    this.editor?.remove();
    this.editor = null;
    this.toggleAttribute("data-editing", false);
    this.querySelector("[data-action=edit]").focus();
    this.#tell("chat-edit-end");
  }

  #send(text) {
    if (text === slot(this, "text").textContent.trim()) this.#cancel();
    else if (this.#tell("chat-edit", { text, files: partsOf(slot(this, "files")), parent: this.above })) this.#cancel();
  }

  #setReason(reason) {
    slot(this, "unsent").hidden = !reason;
    fillSlots(this, { reason });
  }

  #act(action) {
    if (action === "edit") this.edit();
    else if (action === "unfold") slot(this, "unfold").setAttribute("aria-expanded", !this.toggleAttribute("data-folded"));
    else if (action === "delete") this.#tell("chat-delete", { entry: this.entry });
    else if (action && action !== "cancel") this.#tell(`chat-${action}`, this.dataset.client);
  }

  /** @returns {boolean} false: it was refused */
  #tell(type, detail) {
    return this.dispatchEvent(new CustomEvent(type, { bubbles: true, cancelable: true, detail }));
  }
}

customElements.define("chat-question", ChatQuestion);
