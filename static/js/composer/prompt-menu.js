import { fetchJson } from "#chat/browser/http";
import { listen } from "#chat/browser/listeners";
import { cloneTemplate, fillSlots, slot } from "#chat/browser/slots";
import { commandIn, findPrompts, variablesIn } from "#chat/composer/saved-prompts";
import "#chat/composer/prompt-asks";

const NONE = "This prompt could not be fetched. Try again.";

/** The saved prompts, as one types a slash at the beginning of the message: a list above the box, by keys and by pointer. */
class PromptMenu extends HTMLElement {
  connectedCallback() {
    this.composer = this.closest("chat-composer");
    this.area = this.composer.querySelector("textarea");
    this.list = slot(this, "list");
    this.unlisten = listen([
      [this.area, "input", () => this.#typed()],
      // Before the box takes Enter as the end of the message.
      [this.composer, "keydown", (event) => this.#key(event), { capture: true }],
      [this.list, "click", ({ target }) => this.#choose(target.closest("[role=option]"))],
      // The box keeps the focus.
      [this.list, "mousedown", (event) => event.preventDefault()],
      [this.area, "blur", () => this.#close()],
      [this, "prompt-filled", ({ detail }) => this.#put(detail)],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
  }

  /** As if a slash had been typed into the empty box. */
  begin() {
    this.#put("/");
    this.#typed();
  }

  get #options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  async #typed() {
    if (commandIn(this.area.value) === null) return void (this.offered && this.#close());
    // Once while the list is open: what was saved since the last slash is there, too.
    const offered = (this.offered ??= fetchJson("/prompts/offered/").then(({ prompts }) => prompts, () => []));
    const prompts = await offered;
    const typed = commandIn(this.area.value);
    // The list may have been closed while they came.
    if (offered === this.offered && typed !== null) this.#show(findPrompts(prompts, typed));
  }

  #show(found) {
    this.list.replaceChildren(...found.map((prompt, at) => this.#option(prompt, at)));
    this.list.hidden = !found.length;
    this.#activate(this.#options[0]);
    this.#say(found.length);
  }

  /** Once for each number, however many letters lead to it. */
  #say(count) {
    const told = count !== this.told;
    this.told = count;
    const detail = count === 1 ? "1 saved prompt" : `${count} saved prompts`;
    if (told) this.dispatchEvent(new CustomEvent("chat-say", { bubbles: true, detail }));
  }

  #option({ id, command, description, owner }, at) {
    const option = cloneTemplate(slot(this, "option"));
    Object.assign(option, { id: `prompt-${at}` });
    option.dataset.prompt = id;
    fillSlots(option, { command: `/${command}`, description, owner });
    return option;
  }

  #activate(option) {
    for (const other of this.#options) other.ariaSelected = String(other === option);
    this.active = option;
    if (option) this.area.setAttribute("aria-activedescendant", option.id);
    else this.area.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  #close() {
    this.offered = null;
    this.told = 0;
    this.list.hidden = true;
    this.list.replaceChildren();
    this.#activate(undefined);
  }

  #key(event) {
    if (this.list.hidden || event.target !== this.area || event.isComposing) return;
    const options = this.#options;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#activate(options.at((options.indexOf(this.active) + step) % options.length));
    else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.active);
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async #choose(option) {
    if (!option) return;
    this.#close();
    try {
      const { text } = await fetchJson(`/prompts/${option.dataset.prompt}/text/`);
      if (variablesIn(text).length) this.querySelector("prompt-asks").ask(slot(option, "command").textContent, text);
      else this.#put(text);
    } catch {
      this.dispatchEvent(new CustomEvent("chat-problem", { bubbles: true, detail: NONE }));
    }
  }

  #put(text) {
    this.area.value = "";
    this.composer.restore(text);
  }
}

customElements.define("prompt-menu", PromptMenu);
