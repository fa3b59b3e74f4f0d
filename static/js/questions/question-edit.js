import { listenTo } from "#chat/browser/listeners";
import { grow } from "#chat/ui/growing-area";
import { slot } from "#chat/browser/slots";

/** A question being edited in its place. Events: `edit-send` (the text; refused by preventDefault), `edit-cancel`. */
class QuestionEdit extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    this.unlisten = listenTo(this, [
      ["submit", (event) => this.#submit(event)],
      ["input", () => this.#changed()],
      ["keydown", (event) => this.#key(event)],
      ["click", ({ target }) => target.closest("[data-action=cancel]") && this.#tell("edit-cancel")],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
  }

  begin(text) {
    this.area.value = text;
    this.#changed();
    this.area.focus();
  }

  #submit(event) {
    event.preventDefault();
    if (this.area.value.trim()) this.#tell("edit-send", this.area.value.trim());
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") this.#tell("edit-cancel");
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#submit(event);
    else return;
    event.stopPropagation();
  }

  #changed() {
    grow(this.area);
    slot(this, "send").disabled = !this.area.value.trim();
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

customElements.define("question-edit", QuestionEdit);
