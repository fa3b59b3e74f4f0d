import { listen } from "#chat/browser/listeners";
import { storage } from "#chat/browser/storage";
import { LocalStore } from "#chat/browser/local-store";

const KEY = "notifications";
const REFUSED = "The browser does not allow notifications of this page. Allow them in its settings for this site.";

/** Whether the browser tells of answers that end while the page is not looked at: off until the person turns it on, kept in this browser. */
class NotificationSwitch extends HTMLElement {
  connectedCallback() {
    this.app = this.closest("chat-app");
    this.input = this.querySelector("input");
    this.store = new LocalStore(storage("localStorage"), this.app.dataset.user);
    // Pages without https have none.
    this.hidden = !(isSecureContext && "Notification" in window);
    this.input.checked = this.#on;
    this.unlisten = listen([
      [this.input, "change", () => this.#change(this.input.checked)],
      [this.app, "chat-answered", ({ detail }) => this.#answered(detail)],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
  }

  get #on() {
    return !this.hidden && Notification.permission === "granted" && this.store.read(KEY) === true;
  }

  async #change(wanted) {
    const allowed = wanted && (await Notification.requestPermission()) === "granted";
    this.store.write(KEY, allowed || null);
    this.input.checked = allowed;
    if (wanted && !allowed) this.app.toasts.show(REFUSED);
  }

  #answered({ id, title }) {
    if (!document.hidden || !this.#on) return;
    try {
      // Other tabs that tell the same replace it.
      const shown = new Notification(title || "New chat", { body: "The answer is there.", tag: id });
      shown.addEventListener("click", () => (window.focus(), this.app.sidebar.row(id)?.querySelector("a").click(), shown.close()));
    } catch {
      // Some telephones have them for installed pages only.
    }
  }
}

customElements.define("notification-switch", NotificationSwitch);
