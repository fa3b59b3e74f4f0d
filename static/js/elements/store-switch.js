import { change } from "#chat/dom/http";

const ON = "From the next answer on, this chat's completions are stored: your scripts can list and read them.";
const OFF = "From the next answer on, nothing of this chat is stored for scripts. What is stored stays until you delete it.";

/** Whether this chat's completions are stored for the API. Of a new chat the first question says it. */
class StoreSwitch extends HTMLElement {
  connectedCallback() {
    this.clicked = () => this.#toggle();
    this.button.addEventListener("click", this.clicked);
  }

  disconnectedCallback() {
    this.button.removeEventListener("click", this.clicked);
  }

  get button() {
    return this.querySelector("button");
  }

  get on() {
    return this.button.ariaPressed === "true";
  }

  set on(on) {
    this.button.ariaPressed = String(on);
  }

  /** While the first question of a new chat is on its way, there is nothing yet that could be changed. */
  set waiting(waiting) {
    this.button.disabled = waiting;
  }

  get conversation() {
    return this.closest("chat-app").dataset.conversation;
  }

  async #toggle() {
    const { conversation } = this;
    const wanted = !this.on;
    this.on = wanted;
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
