import "#chat/settings/format-editor";
import "#chat/settings/pair-list";
import "#chat/settings/tools-editor";
import { fillSlots, slot } from "#chat/browser/slots";
import { read, write } from "#chat/settings/values";

/** One parameter of the chat: its control, and what is wrong with what stands in it. Event: `parameter-set` ({name, value}). */
class ParameterField extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", this.changed);
  }

  disconnectedCallback() {
    this.removeEventListener("change", this.changed);
  }

  get name() {
    return this.dataset.name;
  }

  get control() {
    return slot(this, "control");
  }

  get value() {
    return "value" in this.control.dataset ? this.control.parameter : read(this.dataset.kind, this.control.value, this.control);
  }

  /** What is being written is left alone. */
  set value(value) {
    this.toggleAttribute("data-set", value !== undefined);
    if (this.contains(document.activeElement) || this.refusal) return;
    if ("value" in this.control.dataset) this.control.parameter = value;
    else this.control.value = write(this.dataset.kind, value);
  }

  /** Why it is not taken; empty: it is. */
  set refusal(sentence) {
    this.wrong = sentence;
    fillSlots(this, { problem: sentence });
    this.control.setAttribute("aria-invalid", Boolean(sentence));
  }

  get refusal() {
    return this.wrong;
  }

  /** Empty, also of what is wrong. */
  clear() {
    this.refusal = "";
    if ("value" in this.control.dataset) this.control.parameter = undefined;
    else this.control.value = "";
  }

  changed = () => {
    try {
      const { name, value } = this;
      this.refusal = "";
      this.dispatchEvent(new CustomEvent("parameter-set", { bubbles: true, detail: { name, value, needs: this.dataset.needs } }));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.refusal = error.message;
    }
  };
}

customElements.define("parameter-field", ParameterField);
