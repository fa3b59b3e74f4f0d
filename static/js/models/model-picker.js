import { fetchJson } from "#chat/browser/http";
import { listen } from "#chat/browser/listeners";
import { modelGroups } from "#chat/models/model-list";
import { slot } from "#chat/browser/slots";

const SEARCH_FROM = 8;

/**
 * A button with the model's name that opens a list of all, by provider; by keyboard as a listbox. `value` is the model's id or null.
 * Events: `model-chosen`, `models-closed`.
 */
class ModelPicker extends HTMLElement {
  connectedCallback() {
    this.models = JSON.parse(document.getElementById("models").textContent);
    this.parts = Object.fromEntries(["button", "panel", "search", "list", "none", "group", "option"].map((name) => [name, slot(this, name)]));
    slot(this, "search-row").hidden = this.models.length < SEARCH_FROM;
    this.unlisten = listen([
      [this.parts.button, "click", () => (this.parts.panel.hidden ? this.open() : this.close())],
      [this.parts.search, "input", () => this.#draw()],
      [this, "keydown", (event) => this.#key(event)],
      [this.parts.list, "click", ({ target }) => this.#choose(target.closest("[role=option]"))],
      [document, "pointerdown", ({ target }) => this.contains(target) || this.#hide()],
    ]);
    this.value = Number(this.dataset.chosen) || null;
  }

  disconnectedCallback() {
    this.unlisten();
  }

  get value() {
    return this.chosen?.id ?? null;
  }

  set value(id) {
    this.chosen = this.models.find((model) => model.id === id) ?? this.models[0];
    if (this.chosen) slot(this, "label").textContent = this.chosen.label;
    this.parts.button.disabled = !this.models.length;
  }

  get #options() {
    return [...this.parts.list.querySelectorAll("[role=option]")];
  }

  /** As a person does. */
  choose(id) {
    this.value = id;
    this.dispatchEvent(new CustomEvent("model-chosen", { bubbles: true }));
  }

  open() {
    this.parts.panel.hidden = false;
    this.parts.button.setAttribute("aria-expanded", "true");
    this.parts.search.value = "";
    this.#draw();
    (slot(this, "search-row").hidden ? this.parts.list : this.parts.search).focus();
    this.#renew();
  }

  /** An admin may have changed them since the page was served. */
  async #renew() {
    const models = await fetchJson("/chat/models/").then(({ models: now }) => now, () => this.models);
    if (JSON.stringify(models) === JSON.stringify(this.models)) return;
    this.models = models;
    // One that is gone stays until another is chosen: the server says so to who asks it.
    this.chosen = models.find(({ id }) => id === this.value) ?? this.chosen;
    if (!this.parts.panel.hidden) this.#draw();
  }

  #hide() {
    if (this.parts.panel.hidden) return;
    this.parts.panel.hidden = true;
    this.parts.button.setAttribute("aria-expanded", "false");
    this.dispatchEvent(new CustomEvent("models-closed"));
  }

  close() {
    this.parts.button.focus();
    this.#hide();
  }

  #draw() {
    const groups = modelGroups(this.models, this.parts.search.value, this.chosen, this.parts);
    this.parts.list.replaceChildren(...groups);
    this.parts.none.hidden = groups.length > 0;
    this.#activate(this.#options.find((option) => option.ariaSelected === "true") ?? this.#options[0]);
  }

  #activate(option) {
    for (const other of this.#options) other.toggleAttribute("data-active", other === option);
    this.active = option;
    for (const target of [this.parts.search, this.parts.list]) target.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  }

  #choose(option) {
    if (!option) return;
    this.#hide();
    this.choose(Number(option.dataset.model));
  }

  #key(event) {
    if (this.parts.panel.hidden) return;
    const options = this.#options;
    const at = options.indexOf(this.active);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 };
    if (event.key in moves) this.#activate(options.at(moves[event.key] % options.length));
    else if (event.key === "Enter") this.#choose(this.active);
    else if (event.key === "Escape") this.close();
    else return event.key === "Tab" ? this.#hide() : undefined;
    event.preventDefault();
    event.stopPropagation();
  }
}

customElements.define("model-picker", ModelPicker);
