import "#chat/settings/model-note";
import "#chat/settings/parameter-chips";
import "#chat/settings/parameter-field";
import "#chat/settings/store-switch";
import { fetchFragment } from "#chat/browser/http";
import { listen } from "#chat/browser/listeners";
import { saveParameters } from "#chat/settings/save-parameters";
import { slot } from "#chat/browser/slots";
import { ChatParameters } from "#chat/settings/chat-parameters";

const FAILED = "The settings could not be changed. Try again.";

/** The panel in which the person sets what all answers of this chat are asked with. Its form is fetched when it is first opened. */
class ChatSettings extends HTMLElement {
  connectedCallback() {
    this.app = this.closest("chat-app");
    this.dialog = this.querySelector("dialog");
    this.wide = matchMedia("(min-width: 75rem)");
    this.parameters = new ChatParameters(saveParameters);
    this.unlisten = listen([
      [this.app, "click", ({ target }) => target.closest("[data-action=settings]") && this.#toggle()],
      [this.app, "parameter-show", ({ detail }) => this.open(detail.name)],
      [this.app, "parameter-take", ({ detail }) => this.#take(detail.name)],
      [this.app, "model-chosen", () => this.#draw()],
      [this.app, "store-shown", () => this.#draw()],
      [this, "parameter-set", ({ target, detail }) => this.#set(target, detail)],
      [this, "click", ({ target }) => this.#act(target.closest("[data-action]")?.dataset.action)],
      [this, "keydown", (event) => event.key === "Escape" && this.#close(event)],
      [this.parameters, "changed", () => this.#draw()],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
  }

  get fields() {
    return [...this.querySelectorAll("parameter-field")];
  }

  async open(name) {
    // Beside the chat where there is room; elsewhere over it.
    if (!this.dialog.open) this.wide.matches ? this.dialog.show() : this.dialog.showModal();
    this.app.toggleAttribute("data-settings", this.wide.matches);
    const begun = document.activeElement;
    await (this.fetched ??= this.#fetch());
    const found = this.querySelector(`[data-name="${name}"]`) ?? this.dialog;
    // Who has gone on meanwhile stays there.
    if (document.activeElement === begun) found.querySelector("input, select, textarea, button")?.focus();
  }

  #toggle() {
    return this.dialog.open ? this.#close() : this.open();
  }

  #close(event) {
    event?.preventDefault();
    this.dialog.close();
    this.app.removeAttribute("data-settings");
    this.app.querySelector("[data-action=settings]").focus();
  }

  async #fetch() {
    try {
      slot(this, "form").replaceChildren(await fetchFragment(this.dataset.source));
      this.#draw();
    } catch {
      this.fetched = null;
      this.#tell("chat-problem", "The settings could not be loaded. Try again.");
    }
  }

  #act(action) {
    if (action === "close") this.#close();
    if (action !== "reset") return;
    this.fields.forEach((field) => field.clear());
    // The button rests now, and would take the keyboard with it.
    this.dialog.focus();
    this.#change(this.parameters.reset());
  }

  #set(field, { name, value, needs }) {
    const also = needs && value !== undefined ? { [needs]: true } : {};
    this.#change(this.parameters.change({ ...also, [name]: value }), field);
  }

  #take(name) {
    if (name === "store") return this.app.storing.toggle();
    this.fields.find((field) => field.name === name)?.clear();
    return this.#change(this.parameters.change({ [name]: undefined }));
  }

  /** A refusal stands at its field; the text of the field stays as it was written. */
  async #change(changing, field) {
    const refusal = await changing.catch(() => ({ message: FAILED }));
    if (!refusal) return;
    if (field && refusal.param) field.refusal = refusal.message;
    else this.#tell("chat-problem", refusal.message);
  }

  #draw() {
    const { values } = this.parameters;
    const { chosen } = this.app.querySelector("chat-composer").picker;
    const refused = new Set(chosen?.refuses);
    for (const field of this.fields) {
      field.value = values[field.name];
      field.hidden = refused.has(field.name) && !(field.name in values);
    }
    for (const group of this.querySelectorAll(".settings-group")) group.hidden = !group.querySelector("parameter-field:not([hidden])");
    this.querySelector("[data-action=reset]").disabled = !this.parameters.names.length;
    this.app.querySelector("model-note").show(chosen);
    this.app.querySelector("parameter-chips").show(values, this.app.querySelector("store-switch").on, refused, chosen?.label);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

customElements.define("chat-settings", ChatSettings);
