import { fetchFragment } from "#chat/browser/http";
import { far } from "#chat/thread/far-entries";

const AGAIN_MS = 3_000;
// How near to what is seen the next messages are brought.
const NEAR = "1200px 0px";
const SIDES = { earlier: "before", later: "after" };

/**
 * The section of the path that a thread shows. As the reader comes near to one of its ends, what follows there is brought, and what
 * is far from them is taken away: a chat may be longer than a page can bear.
 */
export class ThreadSection {
  /** @param {HTMLElement} thread it gets the event `chat-grow` with each change */
  constructor(thread) {
    const reached = (seen) => seen.filter(({ isIntersecting }) => isIntersecting).forEach(({ target }) => this.#loadNext(target));
    this.thread = thread;
    this.observer = new IntersectionObserver(reached, { root: thread.parentElement, rootMargin: NEAR });
    this.grown = () => this.trimSoon();
  }

  connect() {
    this.thread.addEventListener("chat-grow", this.grown);
    this.watch();
  }

  disconnect() {
    this.thread.removeEventListener("chat-grow", this.grown);
    this.#stop();
    clearTimeout(this.trimming);
  }

  /** Begins anew with what the thread shows now. */
  watch() {
    this.#stop();
    for (const sentinel of this.#sentinels) this.observer.observe(sentinel);
  }

  /** Takes away what is too much by now. */
  trimSoon() {
    this.trimming ??= setTimeout(() => this.#trim(), 0);
  }

  /** What stands for the messages below those that are shown, or null where the path ends with them. */
  get later() {
    return this.thread.querySelector(":scope > .later");
  }

  get #sentinels() {
    return [...this.thread.children].filter(({ className }) => className in SIDES);
  }

  async #loadNext(sentinel) {
    this.observer.unobserve(sentinel);
    try {
      await this.#load(sentinel);
    } catch {
      this.timer = setTimeout(() => this.watch(), AGAIN_MS);
    }
  }

  async #load(sentinel) {
    const side = SIDES[sentinel.className];
    const fragment = await fetchFragment(`/c/${this.thread.conversation}/messages/?${side}=${sentinel.dataset[side]}`);
    // The thread may show something else by now.
    if (!sentinel.isConnected) return;
    // Of the other side it is known already.
    fragment.querySelector(side === "before" ? ".later" : ".earlier")?.remove();
    this.#grow(() => sentinel.replaceWith(fragment));
    this.watch();
    this.thread.dispatchEvent(new CustomEvent("chat-section", { bubbles: true }));
  }

  #trim() {
    this.trimming = null;
    const { above, below } = far(this.thread);
    const before = above.at(-1)?.nextElementSibling.leaf;
    const after = below[0]?.previousElementSibling.leaf;
    if (!before && !after) return;
    const { leaf } = this.thread;
    this.#grow(() => {
      if (before) this.#take("earlier", above, { before });
      if (after) this.#take("later", below, { after, leaf });
    });
    this.watch();
  }

  /** Lets a sentinel stand for these children, which are at that end of the thread. */
  #take(name, children, data) {
    this.thread.querySelector(`:scope > .${name}`)?.remove();
    const sentinel = Object.assign(document.createElement("div"), { className: name });
    Object.assign(sentinel.dataset, data);
    this.thread[name === "earlier" ? "prepend" : "append"](sentinel);
    children.forEach((child) => child.remove());
  }

  #stop() {
    this.observer.disconnect();
    clearTimeout(this.timer);
  }

  #grow(detail) {
    this.thread.dispatchEvent(new CustomEvent("chat-grow", { bubbles: true, detail }));
  }
}
