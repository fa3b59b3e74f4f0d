import { commandsOf } from "#chat/commands/commands";
import { closeBy } from "#chat/browser/dialogs";
import { writeKeys } from "#chat/commands/keys";
import { cloneTemplate, slot } from "#chat/browser/slots";

/** The sheet of all shortcuts: those of the commands, and those of the fields, which stand in the template. */
class ShortcutSheet extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.clicked = closeBy(this.dialog, "[data-action=close-sheet]");
    this.dialog.addEventListener("click", this.clicked);
    for (const element of this.querySelectorAll("[data-keys]")) writeKeys(element, element.dataset.keys);
  }

  disconnectedCallback() {
    this.dialog.removeEventListener("click", this.clicked);
  }

  open() {
    const commands = commandsOf(this.closest("chat-app")).filter(({ keys }) => keys);
    slot(this, "commands").replaceChildren(...commands.map((command) => this.#line(command)));
    this.dialog.showModal();
  }

  #line({ label, keys }) {
    const line = cloneTemplate(slot(this, "line"));
    slot(line, "label").textContent = label;
    writeKeys(slot(line, "keys"), keys);
    return line;
  }
}

customElements.define("shortcut-sheet", ShortcutSheet);
