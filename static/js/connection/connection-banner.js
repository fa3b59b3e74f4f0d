import { listen } from "#chat/browser/listeners";
import { slot } from "#chat/browser/slots";

const PATIENCE_MS = 800;
// The first connection waits for a page that still begins: nothing is lost yet.
const FIRST_PATIENCE_MS = 5_000;
const FAREWELL_MS = 1_500;

/** Says that the line is cut and when it is tried again. A short cut is not worth a word. */
class ConnectionBanner extends HTMLElement {
  connectedCallback() {
    this.unlisten = listen([
      [this, "click", ({ target }) => target.closest("[data-action=reconnect]") && this.dispatchEvent(new CustomEvent("chat-reconnect", { bubbles: true }))],
      [window, "offline", () => this.#network()],
      [window, "online", () => this.#network()],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
    this.#clear();
  }

  show(state, delay) {
    this.state = state;
    this.until = Date.now() + delay;
    this.#clear();
    if (state === "open") return this.#open();
    if (state === "closed") return undefined;
    if (this.hidden && navigator.onLine) this.timer = setTimeout(() => this.#draw(), this.#patience);
    else this.#draw();
    return undefined;
  }

  get #patience() {
    return this.wasOpen || this.state !== "connecting" ? PATIENCE_MS : FIRST_PATIENCE_MS;
  }

  /** The browser knows at once that the network is gone, the line often only after half a minute. */
  #network() {
    if (navigator.onLine && this.hidden) return;
    this.#clear();
    if (navigator.onLine && this.state === "open") this.hidden = true;
    else this.#draw();
  }

  #open() {
    this.wasOpen = true;
    if (this.hidden) return;
    this.dataset.tone = "good";
    this.#say("Connected again.");
    this.timer = setTimeout(() => (this.hidden = true), FAREWELL_MS);
  }

  #draw() {
    this.hidden = false;
    this.dataset.tone = "warn";
    this.#say(this.#text());
    slot(this, "login").hidden = this.state !== "logged-out";
    this.querySelector("[data-action=reconnect]").hidden = this.state !== "waiting" && this.state !== "resting";
    if (this.state === "waiting") this.timer = setTimeout(() => this.#draw(), 1000);
  }

  #text() {
    if (this.state === "logged-out") return "You are logged out. What you wrote is kept in this browser.";
    if (this.state === "refused") return "The server refused this page. Reload it.";
    if (this.state === "resting") return "Too many pages are open. This one is paused until you return to it.";
    if (!navigator.onLine) return "You are offline. Nothing you write is lost.";
    const seconds = Math.ceil((this.until - Date.now()) / 1000);
    return this.state === "waiting" && seconds > 0 ? `Connection lost. Trying again in ${seconds} s.` : "Connection lost. Trying again…";
  }

  #say(text) {
    this.querySelector("[data-action=reconnect]").hidden = true;
    slot(this, "login").hidden = true;
    slot(this, "text").textContent = text;
  }

  #clear() {
    clearTimeout(this.timer);
  }
}

customElements.define("connection-banner", ConnectionBanner);
