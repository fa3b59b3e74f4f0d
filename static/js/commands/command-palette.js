import { listen } from "#chat/browser/listeners";
import { chatsOf, commandsOf, modelsOf } from "#chat/commands/commands";
import { fetchFragment } from "#chat/browser/http";
import { cloneTemplate, slot } from "#chat/browser/slots";
import { findEntries } from "#chat/commands/palette";
import { writeKeys } from "#chat/commands/keys";

const WAIT_MS = 150;
const MOST = 6;

/** Chats, actions and models by a few letters of their names: a combobox with a list of all that fits. */
class CommandPalette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    [this.input, this.list] = [slot(this, "input"), slot(this, "list")];
    this.unlisten = listen([
      [this.input, "input", () => this.#typed()],
      [this.input, "keydown", (event) => this.#key(event)],
      [this.list, "click", ({ target }) => this.#run(target.closest("[role=option]"))],
      [this.dialog, "click", ({ target }) => target === this.dialog && this.dialog.close()],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
    clearTimeout(this.timer);
  }

  get #options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  open() {
    const app = this.closest("chat-app");
    const commands = commandsOf(app).filter(({ hidden, usable }) => !hidden && (!usable || usable()));
    this.groups = { Chats: chatsOf(app), Actions: commands, Models: modelsOf(app) };
    this.input.value = "";
    this.dialog.showModal();
    this.#draw();
  }

  #typed() {
    this.#draw();
    this.#askSoon();
  }

  #askSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#askForOlder(), WAIT_MS);
  }

  /** The sidebar has the newest chats only. */
  async #askForOlder() {
    const query = this.input.value;
    if (!query.trim()) return;
    const found = await fetchFragment(`/search/?${new URLSearchParams({ q: query })}`).catch(() => null);
    if (!found || query !== this.input.value || !this.dialog.open) return;
    // They are being indexed still.
    if (found.querySelector("[data-behind]")) this.#askSoon();
    const known = new Set(this.groups.Chats.map(({ id }) => id));
    const links = [...found.querySelectorAll(".found-title")].map((link) => ({ label: link.firstElementChild.textContent, id: link.pathname.split("/")[2], run: () => link.click() }));
    const older = links.filter(({ id }) => !known.has(id));
    if (!older.length) return;
    slot(this, "links").replaceChildren(...found.querySelectorAll(".found-title"));
    this.groups.Chats.push(...older);
    this.#draw();
  }

  #draw() {
    this.runs = new Map();
    const query = this.input.value;
    const groups = Object.entries(this.groups).map(([name, entries]) => [name, findEntries(entries, query).slice(0, query.trim() ? MOST : MOST + 2)]);
    this.list.replaceChildren(...groups.filter(([, entries]) => entries.length).map((group) => this.#group(group)));
    slot(this, "none").hidden = this.#options.length > 0;
    this.#activate(this.#options[0]);
  }

  #group([name, entries]) {
    const element = cloneTemplate(slot(this, "group"));
    slot(element, "name").textContent = name;
    element.setAttribute("aria-label", name);
    element.append(...entries.map((entry) => this.#option(entry)));
    return element;
  }

  #option({ label, keys, hint = "", run }) {
    const element = cloneTemplate(slot(this, "option"));
    element.id = `palette-${this.runs.size}`;
    slot(element, "label").textContent = label;
    if (keys) writeKeys(slot(element, "hint"), keys);
    else slot(element, "hint").textContent = hint;
    this.runs.set(element, run);
    return element;
  }

  #activate(option) {
    for (const other of this.#options) other.ariaSelected = String(other === option);
    this.active = option;
    this.input.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    const options = this.#options;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) this.#activate(options.at((options.indexOf(this.active) + step) % options.length));
    else if (event.key === "Enter" && !event.isComposing) this.#run(this.active);
    else return;
    event.preventDefault();
  }

  #run(option) {
    if (!option) return;
    this.dialog.close();
    this.runs.get(option)();
  }
}

customElements.define("command-palette", CommandPalette);
