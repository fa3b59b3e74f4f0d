import { fetchFragment } from "#chat/dom/http";

const AGAIN_MS = 3_000;

/** Brings the messages above those that are shown, page by page, as the reader comes near to them. */
export class EarlierMessages {
  /** @param {HTMLElement} thread it gets the event `chat-grow` with the change that brings them */
  constructor(thread) {
    const reached = (seen) => seen.some(({ isIntersecting }) => isIntersecting) && this.#loadNext();
    this.thread = thread;
    this.observer = new IntersectionObserver(reached, { root: thread.parentElement, rootMargin: "1200px 0px 0px" });
  }

  /** Begins anew with what the thread shows now. */
  watch() {
    this.stop();
    if (this.#sentinel) this.observer.observe(this.#sentinel);
  }

  stop() {
    this.observer.disconnect();
    clearTimeout(this.timer);
  }

  /** @returns {Promise<boolean>} false where nothing is above, or the thread shows something else by now */
  async load() {
    const sentinel = this.#sentinel;
    if (!sentinel) return false;
    this.stop();
    const fragment = await fetchFragment(`/c/${this.thread.conversation}/messages/?before=${sentinel.dataset.before}`);
    if (!sentinel.isConnected) return false;
    this.thread.dispatchEvent(new CustomEvent("chat-grow", { bubbles: true, detail: () => sentinel.replaceWith(fragment) }));
    this.watch();
    return true;
  }

  get #sentinel() {
    return this.thread.querySelector(".earlier");
  }

  async #loadNext() {
    try {
      await this.load();
    } catch {
      this.timer = setTimeout(() => this.watch(), AGAIN_MS);
    }
  }
}
