import { change } from "#chat/browser/http";

const ON = "From the next answer on, this chat's completions are stored: your scripts can list and read them.";
const OFF = "From the next answer on, nothing of this chat is stored for scripts. What is stored stays until you delete it.";

/** Whether this chat's completions are stored for the API. Of a new chat the first question says it. Events: `store-shown`, `store-chosen` (by the person). */
class StoreSwitch extends HTMLElement {
  connectedCallback() {
    this.changed = () => this.#change(this.on);
    this.input.addEventListener("change", this.changed);
  }

  disconnectedCallback() {
    this.input.removeEventListener("change", this.changed);
  }

  get input() {
    return this.querySelector("input");
  }

  get on() {
    return this.input.checked;
  }

  set on(on) {
    this.input.checked = on;
    this.#tell("store-shown");
  }

  /** While the first question of a new chat is on its way, there is nothing yet that could be changed. */
  set waiting(waiting) {
    this.input.disabled = waiting;
  }

  get conversation() {
    return this.closest("chat-app").dataset.conversation;
  }

  toggle() {
    if (!this.input.disabled) this.#change(!this.on);
  }

  async #change(wanted) {
    const { conversation } = this;
    this.on = wanted;
    this.#tell("store-chosen");
    try {
      if (conversation) await change(`/c/${conversation}/store/`, "POST", { store: wanted });
      this.#tell("chat-note", wanted ? ON : OFF);
    } catch {
      this.on = !wanted;
      this.#tell("chat-problem", "This could not be changed. Try again.");
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

customElements.define("store-switch", StoreSwitch);
