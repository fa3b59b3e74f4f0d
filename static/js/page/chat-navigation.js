import { fetchFragment, HttpError } from "#chat/browser/http";
import { listen } from "#chat/browser/listeners";
import { slot } from "#chat/browser/slots";

const CHAT = /^\/(?:c\/([0-9a-f-]{36})\/)?$/;

/**
 * Changes the chat without a page load: by links, Back and Forward, and by what sets the address. Where the browser has no
 * Navigation API they load pages.
 */
export class ChatNavigation {
  constructor(app, navigation = window.navigation) {
    Object.assign(this, { app, navigation });
    this.listeners = [
      [navigation, "navigate", (event) => this.#navigate(event)],
      [window, "pagehide", () => this.#keepPlace()],
    ];
  }

  connect() {
    if (!this.navigation) return;
    this.entry = this.navigation.currentEntry.key;
    this.unlisten = listen(this.listeners);
  }

  disconnect() {
    if (!this.navigation) return;
    this.unlisten();
  }

  /** Where the current entry of the history was left, if it was. */
  get place() {
    return this.navigation?.currentEntry.getState()?.place;
  }

  #navigate(event) {
    const url = new URL(event.destination.url);
    if (!isChange(event) || !CHAT.test(url.pathname) || url.search || this.#greetsOtherwise(url)) return;
    this.#keepPlace();
    event.intercept({ scroll: "manual", focusReset: "manual", handler: () => this.#open(url, event) });
  }

  /** Whether this page came with an assistant's greeting, or for a temporary chat, and a new one without it is asked for: that one is served anew. */
  #greetsOtherwise({ pathname }) {
    return pathname === "/" && ("assistant" in slot(this.app, "greeting").dataset || (this.app.temporary.on && !this.app.session.conversation));
  }

  /** With the entry of the history, so that it also outlives the page. */
  #keepPlace() {
    // While another chat is on its way its address is the current one, and what is shown belongs to the one before.
    if (this.navigation?.currentEntry?.key !== this.entry) return;
    this.navigation.updateCurrentEntry({ state: { place: this.app.keeper.place } });
  }

  async #open(url, { signal, destination }) {
    const { app } = this;
    const id = CHAT.exec(url.pathname)[1] ?? null;
    app.sidebar.current = id;
    const section = id === app.session.conversation ? null : await this.#fetch(url, signal);
    if (signal.aborted || section === undefined) return;
    this.entry = this.navigation.currentEntry.key;
    if (section) app.view.open(section);
    await app.view.goTo(destination.getState()?.place);
    if (signal.aborted) return;
    this.#arrive();
    await app.finder.arrive();
  }

  /** @returns {HTMLElement|undefined} nothing where it cannot be shown on this page: something else is on its way then */
  async #fetch(url, signal) {
    try {
      const fragment = await fetchFragment(url, { signal, headers: { "X-Fragment": "chat" } });
      const section = fragment.firstElementChild;
      // Of another version of the server this page has not the scripts.
      if (section?.dataset.version === this.app.dataset.version) return section;
      location.reload();
    } catch (error) {
      if (signal.aborted) return undefined;
      if (error instanceof HttpError) location.reload();
      else this.#stay();
    }
    return undefined;
  }

  /** The chat that was left is shown still: its address comes back. */
  #stay() {
    this.app.toasts.show("The chat could not be opened: the server cannot be reached. Try again.");
    this.navigation.traverseTo(this.entry);
  }

  #arrive() {
    const { composer, drawer } = this.app;
    drawer.close();
    // A keyboard that comes up would hide what was opened.
    if (!matchMedia("(pointer: coarse)").matches) composer.area.focus();
    this.app.querySelector("live-announcer").sayOnly(document.title);
  }
}

/** Whether another chat of this page may be what is asked for: no download, no form, no reload, and not what `history` was told. */
function isChange({ canIntercept, destination, downloadRequest, formData, hashChange, navigationType }) {
  const told = destination.sameDocument && navigationType !== "traverse";
  return canIntercept && !hashChange && downloadRequest === null && !formData && navigationType !== "reload" && !told;
}
