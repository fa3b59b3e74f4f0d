import { closeBy } from "#chat/browser/dialogs";
import { listen } from "#chat/browser/listeners";
import { cloneTemplate, slot } from "#chat/browser/slots";
import { filled, variablesIn } from "#chat/composer/saved-prompts";

/** A small form that asks for the variables of a saved prompt. Event: `prompt-filled` (the text). */
class PromptAsks extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.unlisten = listen([
      [this, "submit", (event) => this.#submit(event)],
      [this, "click", closeBy(this.dialog, "[data-close]")],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
  }

  ask(name, text) {
    this.text = text;
    slot(this, "name").textContent = name;
    slot(this, "fields").replaceChildren(...variablesIn(text).map((variable) => this.#field(variable)));
    this.dialog.showModal();
  }

  #field(variable) {
    const label = cloneTemplate(slot(this, "field"));
    slot(label, "label").textContent = variable;
    label.querySelector("textarea").name = variable;
    return label;
  }

  #submit(event) {
    event.preventDefault();
    const areas = [...slot(this, "fields").querySelectorAll("textarea")];
    const values = Object.fromEntries(areas.map(({ name, value }) => [name, value]));
    this.dialog.close();
    this.dispatchEvent(new CustomEvent("prompt-filled", { bubbles: true, detail: filled(this.text, values) }));
  }
}

customElements.define("prompt-asks", PromptAsks);
