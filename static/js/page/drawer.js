import { listen } from "#chat/browser/listeners";
import { storage } from "#chat/browser/storage";

const KEY = "sidebar";

/** The sidebar: a drawer over the page where it is narrow, beside it where there is room (and there it can be put away). */
export class Drawer {
  constructor(app) {
    Object.assign(this, { app, sidebar: app.querySelector("#sidebar"), narrow: matchMedia("(max-width: 50rem)"), storage: storage("localStorage") });
  }

  connect() {
    this.unlisten = listen([
      [this.app, "click", ({ target }) => target.closest("[data-action=sidebar]") && this.#toggle()],
      [document, "keydown", (event) => event.key === "Escape" && this.close()],
      [this.narrow, "change", () => this.close()],
    ]);
    this.app.toggleAttribute("data-wide", this.storage.getItem(KEY) === "closed");
    this.#label();
  }

  disconnect() {
    this.unlisten();
  }

  get open() {
    return this.narrow.matches ? this.app.hasAttribute("data-drawer") : !this.app.hasAttribute("data-wide");
  }

  #toggle() {
    if (this.narrow.matches) this.#slide(!this.open);
    else this.storage.setItem(KEY, this.app.toggleAttribute("data-wide") ? "closed" : "open");
    this.#label();
  }

  #slide(open) {
    this.app.toggleAttribute("data-drawer", open);
    this.app.querySelector("main").inert = open;
    const target = open ? this.sidebar.querySelector("a, button") : this.app.querySelector(".topbar button");
    target.focus();
  }

  close() {
    if (!this.app.hasAttribute("data-drawer")) return;
    this.#slide(false);
    this.#label();
  }

  #label() {
    for (const button of this.app.querySelectorAll("button[data-action=sidebar]")) button.setAttribute("aria-expanded", this.open);
  }
}
